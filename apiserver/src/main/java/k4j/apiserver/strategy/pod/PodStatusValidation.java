package k4j.apiserver.strategy.pod;

import java.util.HashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// What a status update may say about a pod.
final class PodStatusValidation {

  private static final FieldPath STATUS = FieldPath.of("status");

  private PodStatusValidation() {}

  static void update(JsonObject pod, JsonObject old, FieldErrors errors) {
    JsonObject spec = old.object("spec");
    JsonObject status = pod.object("status");
    String nominated = status.string("nominatedNodeName");
    if (!nominated.isEmpty()) {
      errors.invalidEach(
          STATUS.child("nominatedNodeName"), nominated, Formats.dnsSubdomain(nominated));
    }
    String policy = spec.string("restartPolicy");
    if (!policy.equals("Always")) {
      transitions("containerStatuses", status, old.object("status"), policy, errors);
    }
  }

  /// A container that ended for good does not run again.
  private static void transitions(
      String list, JsonObject status, JsonObject old, String policy, FieldErrors errors) {
    Map<String, JsonObject> after = new HashMap<>();
    status.array(list).objects().forEach(c -> after.put(c.string("name"), c));
    int index = 0;
    for (JsonObject before : old.array(list).objects()) {
      JsonObject terminated = before.object("state").object("terminated");
      boolean ended =
          before.object("state").has("terminated")
              && (policy.equals("Never") || terminated.integer("exitCode") == 0);
      JsonObject now = after.get(before.string("name"));
      if (ended && now != null && !now.object("state").has("terminated")) {
        errors.forbidden(
            STATUS.child(list).index(index).child("state"),
            "may not be transitioned to non-terminated state");
      }
      index++;
    }
  }
}
