package k4j.apiserver.strategy.kind;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;
import k4j.apiserver.strategy.device.DeviceClaimValidation;
import k4j.apiserver.strategy.device.DeviceValidations;

/// resource.k8s.io.
public final class DeviceKinds {

  private DeviceKinds() {}

  /// The rules by `plural.group`.
  public static Map<String, KindRules> rules(InstantSource clock) {
    var rules = new HashMap<String, KindRules>();
    String group = ".resource.k8s.io";
    rules.put("deviceclasses" + group, KindRules.SPEC.validating(DeviceValidations.CLASS));
    rules.put("resourceslices" + group, KindRules.SPEC.validating(DeviceValidations.SLICE));
    rules.put(
        "devicetaintrules" + group,
        KindRules.SPEC
            .statusKeeping("metadata")
            .changing((rule, old) -> timed(rule, old, clock))
            .validating(DeviceValidations.TAINT_RULE));
    rules.put(
        "resourceclaims" + group,
        KindRules.PLAIN.statusKeeping("metadata").validating(new DeviceClaimValidation(false)));
    rules.put(
        "resourceclaimtemplates" + group,
        KindRules.PLAIN.validating(new DeviceClaimValidation(true)));
    return rules;
  }

  /// The time of a taint is that of its effect, unless the client says otherwise.
  private static JsonObject timed(JsonObject rule, JsonObject old, InstantSource clock) {
    JsonObject taint = rule.object("spec").object("taint");
    JsonObject before = old.object("spec").object("taint");
    boolean untouched = Objects.equals(taint.get("timeAdded"), before.get("timeAdded"));
    return untouched && !taint.string("effect").equals(before.string("effect"))
        ? rule.withAt(Json.of(Times.format(clock.instant())), "spec", "taint", "timeAdded")
        : rule;
  }
}
