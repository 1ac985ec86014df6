package k4j.apiserver.admission.certificate;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.TreeMap;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authentication.User;

/// Writes into a request for a certificate who asks, and into its conditions since when they hold:
/// no client may say either. (A part of Kubernetes' strategy that needs more than the objects.)
public final class CertificateRequester implements AdmissionPlugin {

  private final InstantSource clock;

  public CertificateRequester(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "CertificateRequester";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.is("certificates.k8s.io", "certificatesigningrequests")
        && (request.isCreate() || (request.isUpdate() && !request.subresource().isEmpty()));
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    return request.isCreate() ? stamped(request.object(), request.user()) : timed(request);
  }

  private static JsonObject stamped(JsonObject object, User user) {
    JsonObject spec = object.object("spec").without("uid").without("groups").without("extra");
    spec = spec.with("username", user.name());
    if (!user.uid().isEmpty()) {
      spec = spec.with("uid", user.uid());
    }
    if (!user.groups().isEmpty()) {
      spec = spec.with("groups", JsonArray.ofStrings(user.groups()));
    }
    if (!user.extra().isEmpty()) {
      var extra = JsonObject.builder();
      new TreeMap<>(user.extra())
          .forEach((key, values) -> extra.put(key, JsonArray.ofStrings(values)));
      spec = spec.with("extra", extra.build());
    }
    return object.with("spec", spec);
  }

  private JsonObject timed(AdmissionRequest request) {
    JsonArray conditions = request.object().object("status").array("conditions");
    if (conditions.isEmpty()) {
      return request.object();
    }
    String now = Times.format(clock.instant());
    JsonArray before = request.oldObject().object("status").array("conditions");
    var out = new ArrayList<Json>();
    for (JsonObject each : conditions.objects()) {
      JsonObject next = each;
      if (next.string("lastUpdateTime").isEmpty()) {
        next = next.with("lastUpdateTime", now);
      }
      if (next.string("lastTransitionTime").isEmpty()) {
        next = next.with("lastTransitionTime", since(each, before, now));
      }
      out.add(next);
    }
    return request.object().withAt(JsonArray.of(out), "status", "conditions");
  }

  private static String since(JsonObject condition, JsonArray before, String now) {
    return before.objects().stream()
        .filter(old ->
            old.string("type").equals(condition.string("type"))
                && old.string("status").equals(condition.string("status")))
        .map(old -> old.string("lastTransitionTime"))
        .filter(time -> !time.isEmpty())
        .findFirst()
        .orElse(now);
  }
}
