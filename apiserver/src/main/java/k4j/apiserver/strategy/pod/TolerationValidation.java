package k4j.apiserver.strategy.pod;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// Tolerations of taints.
public final class TolerationValidation {

  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private TolerationValidation() {}

  public static void check(JsonArray tolerations, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < tolerations.size(); i++) {
      one(tolerations.object(i), path.index(i), errors);
    }
  }

  private static void one(JsonObject toleration, FieldPath path, FieldErrors errors) {
    String key = toleration.string("key");
    String operator = toleration.string("operator");
    String value = toleration.string("value");
    String effect = toleration.string("effect");
    if (!key.isEmpty()) {
      errors.invalidEach(path.child("key"), key, Formats.qualifiedName(key));
    } else if (!operator.equals("Exists")) {
      errors.invalid(
          path.child("operator"),
          operator,
          "operator must be Exists when `key` is empty, which means \"match all values and all"
              + " keys\"");
    }
    if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
      errors.invalid(
          path.child("effect"),
          effect,
          "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    switch (operator) {
      case "", "Equal" -> {
        List<String> wrong = Formats.labelValue(value);
        if (!wrong.isEmpty()) {
          errors.invalid(path.child("operator"), value, String.join(";", wrong));
        }
      }
      case "Exists" -> {
        if (!value.isEmpty()) {
          errors.invalid(
              path.child("operator"), value, "value must be empty when `operator` is 'Exists'");
        }
      }
      default -> errors.notSupported(path.child("operator"), operator, List.of("Equal", "Exists"));
    }
    if (!effect.isEmpty() && !EFFECTS.contains(effect)) {
      errors.notSupported(path.child("effect"), effect, EFFECTS);
    }
  }
}
