package k4j.api.selector;

import java.util.List;
import java.util.stream.Collectors;
import k4j.api.json.JsonArray;
import k4j.api.meta.Status.Cause;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import org.jspecify.annotations.Nullable;

/// One condition on one label.
public record Requirement(String key, Operator operator, List<String> values) {

  public Requirement {
    values = List.copyOf(values);
  }

  /// @throws SelectorException where the key or a value has not the form of a label's
  static Requirement checked(String key, Operator operator, List<String> values) {
    var errors = new FieldErrors();
    List<String> wrong = Formats.qualifiedName(key);
    if (!wrong.isEmpty()) {
      errors.invalid(FieldPath.of("key"), key, String.join("; ", wrong));
    }
    checkCount(operator, values, errors);
    for (int i = 0; i < values.size(); i++) {
      wrong = Formats.labelValue(values.get(i));
      if (!wrong.isEmpty()) {
        FieldPath path = FieldPath.of("values").index(i).key(key);
        errors.invalid(path, values.get(i), String.join("; ", wrong));
      }
    }
    if (!errors.isEmpty()) {
      throw new SelectorException(aggregate(errors.causes()));
    }
    return new Requirement(key, operator, values);
  }

  private static void checkCount(Operator operator, List<String> values, FieldErrors errors) {
    FieldPath path = FieldPath.of("values");
    JsonArray shown = JsonArray.ofStrings(values);
    switch (operator) {
      case IN, NOT_IN -> {
        if (values.isEmpty()) {
          errors.invalid(path, shown, "for 'in', 'notin' operators, values set can't be empty");
        }
      }
      case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> {
        if (values.size() != 1) {
          errors.invalid(path, shown, "exact-match compatibility requires one single value");
        }
      }
      case EXISTS, NOT_EXISTS -> {
        if (!values.isEmpty()) {
          errors.invalid(path, shown, "values set must be empty for exists and does not exist");
        }
      }
      case GREATER, LESS -> {
        if (values.size() != 1) {
          errors.invalid(path, shown, "for 'Gt', 'Lt' operators, exactly one value is required");
        }
        for (int i = 0; i < values.size(); i++) {
          if (wholeOrNull(values.get(i)) == null) {
            errors.invalid(
                path.index(i),
                values.get(i),
                "for 'Gt', 'Lt' operators, the value must be an integer");
          }
        }
      }
    }
  }

  private static String aggregate(List<Cause> causes) {
    return causes.size() == 1
        ? FieldErrors.text(causes.getFirst())
        : causes.stream()
            .map(FieldErrors::text)
            .distinct()
            .collect(Collectors.joining(", ", "[", "]"));
  }

  /// @param value of the label; null where the object has no such label
  public boolean matches(@Nullable String value) {
    return switch (operator) {
      case IN, EQUALS, DOUBLE_EQUALS -> value != null && values.contains(value);
      case NOT_IN, NOT_EQUALS -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case NOT_EXISTS -> value == null;
      case GREATER, LESS -> value != null && compares(value);
    };
  }

  private boolean compares(String value) {
    Long left = wholeOrNull(value);
    Long right = values.size() == 1 ? wholeOrNull(values.getFirst()) : null;
    if (left == null || right == null) {
      return false;
    }
    return operator == Operator.GREATER ? left > right : left < right;
  }

  private static @Nullable Long wholeOrNull(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notWhole) {
      return null;
    }
  }

  @Override
  public String toString() {
    String listed = values.stream().sorted().collect(Collectors.joining(","));
    return switch (operator) {
      case IN, NOT_IN -> key + " " + operator.symbol() + " (" + listed + ")";
      case EXISTS -> key;
      case NOT_EXISTS -> "!" + key;
      case EQUALS, DOUBLE_EQUALS, NOT_EQUALS, GREATER, LESS -> key + operator.symbol() + listed;
    };
  }
}
