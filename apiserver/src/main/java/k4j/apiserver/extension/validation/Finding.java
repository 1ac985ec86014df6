package k4j.apiserver.extension.validation;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import org.jspecify.annotations.Nullable;

/// One thing that is wrong with a value, in the words of kube-openapi. Paths are dotted, perhaps
/// with a dot before; empty for the whole value.
sealed interface Finding {

  String path();

  String message();

  /// The value is not what it may be.
  record Invalid(String path, Json value, String message) implements Finding {}

  /// The value is of another type.
  record WrongType(String path, Json value, String message) implements Finding {}

  record Required(String path, String message) implements Finding {}

  record NotListed(String path, @Nullable Json value, List<Json> listed, String message)
      implements Finding {}

  record TooLong(String path, long max, String message) implements Finding {}

  record TooMany(String path, long actual, long max, String message) implements Finding {}

  /// A finding of which kube-openapi tells no place.
  record Placeless(String message) implements Finding {
    @Override
    public String path() {
      return "";
    }
  }

  /// @param root where the value stands in the object
  default void report(FieldPath root, FieldErrors errors) {
    String name = path().startsWith(".") ? path().substring(1) : path();
    FieldPath at = name.isEmpty() ? root : inside(root, name);
    switch (this) {
      case Invalid each -> errors.invalid(at, each.value(), each.message());
      case WrongType each -> errors.typeInvalid(at, each.value(), each.message());
      case Required _ -> errors.required(at);
      case NotListed each ->
          errors.notSupported(at, each.value(), each.listed().stream().map(Finding::text).toList());
      case TooLong each -> errors.tooLong(at, (int) each.max());
      case TooMany each -> errors.tooMany(at, (int) each.actual(), (int) each.max());
      case Placeless each -> errors.invalid(root, "", each.message());
    }
  }

  private static FieldPath inside(FieldPath root, String name) {
    return root.equals(ValueValidation.NOWHERE) ? FieldPath.of(name) : root.child(name);
  }

  private static String text(Json value) {
    return value instanceof JsonString text ? text.value() : value.toString();
  }
}
