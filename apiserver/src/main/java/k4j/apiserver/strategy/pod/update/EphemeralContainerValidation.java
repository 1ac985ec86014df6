package k4j.apiserver.strategy.pod.update;

import java.util.HashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// Ephemeral containers may be added, and then stay as they are.
public final class EphemeralContainerValidation {

  private static final FieldPath LIST = FieldPath.of("spec").child("ephemeralContainers");

  private EphemeralContainerValidation() {}

  public static void update(JsonObject pod, JsonObject old, FieldErrors errors) {
    Map<String, JsonObject> now = new HashMap<>();
    for (JsonObject each : pod.object("spec").array("ephemeralContainers").objects()) {
      now.put(each.string("name"), each);
    }
    for (JsonObject before : old.object("spec").array("ephemeralContainers").objects()) {
      String name = before.string("name");
      JsonObject after = now.get(name);
      if (after == null) {
        errors.forbidden(
            LIST, "existing ephemeral containers \"%s\" may not be removed\n".formatted(name));
      } else if (!after.equals(before)) {
        errors.forbidden(
            LIST, "existing ephemeral containers \"%s\" may not be changed\n".formatted(name));
      }
    }
  }
}
