package k4j.apiserver.strategy.kind;

import java.util.HashMap;
import java.util.Map;
import k4j.apiserver.strategy.device.DeviceClaimValidation;
import k4j.apiserver.strategy.device.DeviceValidations;

/// resource.k8s.io.
public final class DeviceKinds {

  private DeviceKinds() {}

  /// The rules by `plural.group`.
  public static Map<String, KindRules> rules() {
    var rules = new HashMap<String, KindRules>();
    String group = ".resource.k8s.io";
    rules.put("deviceclasses" + group, KindRules.SPEC.validating(DeviceValidations.CLASS));
    rules.put("resourceslices" + group, KindRules.SPEC.validating(DeviceValidations.SLICE));
    rules.put(
        "devicetaintrules" + group,
        KindRules.SPEC_AND_STATUS.validating(DeviceValidations.TAINT_RULE));
    rules.put(
        "resourceclaims" + group,
        KindRules.PLAIN.withStatus().validating(new DeviceClaimValidation(false)));
    rules.put(
        "resourceclaimtemplates" + group,
        KindRules.PLAIN.validating(new DeviceClaimValidation(true)));
    return rules;
  }
}
