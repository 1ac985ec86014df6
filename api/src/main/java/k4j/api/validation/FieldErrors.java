package k4j.api.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonString;
import k4j.api.meta.Status.Cause;
import org.jspecify.annotations.Nullable;

/// Collects what validation finds, each in the frame that Kubernetes gives it (apimachinery,
/// `util/validation/field`).
public final class FieldErrors {

  private final List<Cause> found = new ArrayList<>();

  public List<Cause> causes() {
    return List.copyOf(found);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public int size() {
    return found.size();
  }

  public void addAll(Collection<Cause> causes) {
    found.addAll(causes);
  }

  private void add(String reason, FieldPath path, String frame, String detail) {
    String field = path.toString();
    found.add(new Cause(reason, detail.isEmpty() ? frame : frame + ": " + detail, field));
  }

  public void required(FieldPath path) {
    required(path, "");
  }

  public void required(FieldPath path, String detail) {
    add("FieldValueRequired", path, "Required value", detail);
  }

  public void invalid(FieldPath path, String value, String detail) {
    add("FieldValueInvalid", path, "Invalid value: " + GoQuote.quote(value), detail);
  }

  public void invalid(FieldPath path, long value, String detail) {
    add("FieldValueInvalid", path, "Invalid value: " + value, detail);
  }

  /// @param value null where there is none
  public void invalid(FieldPath path, @Nullable Json value, String detail) {
    add("FieldValueInvalid", path, "Invalid value: " + show(value), detail);
  }

  /// @param written the value, as Go writes those that are no JSON of the API
  public void invalidWritten(FieldPath path, String written, String detail) {
    add("FieldValueInvalid", path, "Invalid value: " + written, detail);
  }

  /// As above, of any value; a null is not shown.
  public void invalidOrUnshown(FieldPath path, @Nullable Json value, String detail) {
    if (value == null) {
      add("FieldValueInvalid", path, "Invalid value", detail);
    } else {
      invalid(path, value, detail);
    }
  }

  /// A null is not shown.
  public void duplicateOrUnshown(FieldPath path, @Nullable Json value) {
    if (value == null) {
      add("FieldValueDuplicate", path, "Duplicate value", "");
    } else {
      duplicate(path, value);
    }
  }

  /// Without the value, which would be too much to show.
  public void invalid(FieldPath path, String detail) {
    add("FieldValueInvalid", path, "Invalid value", detail);
  }

  /// One error for each thing that is wrong with a text's form.
  public void invalidEach(FieldPath path, String value, List<String> details) {
    details.forEach(detail -> invalid(path, value, detail));
  }

  public void typeInvalid(FieldPath path, @Nullable Json value, String detail) {
    add("FieldValueTypeInvalid", path, "Invalid value: " + show(value), detail);
  }

  public void notSupported(FieldPath path, String value, Collection<String> supported) {
    notSupported(path, Json.of(value), supported);
  }

  public void notSupported(FieldPath path, @Nullable Json value, Collection<String> supported) {
    String detail =
        supported.isEmpty()
            ? ""
            : "supported values: "
                + supported.stream().map(GoQuote::quote).collect(Collectors.joining(", "));
    add("FieldValueNotSupported", path, "Unsupported value: " + show(value), detail);
  }

  public void duplicate(FieldPath path, String value) {
    duplicate(path, Json.of(value));
  }

  public void duplicate(FieldPath path, Json value) {
    add("FieldValueDuplicate", path, "Duplicate value: " + show(value), "");
  }

  public void duplicate(FieldPath path, Json value, String detail) {
    add("FieldValueDuplicate", path, "Duplicate value: " + show(value), detail);
  }

  public void notFound(FieldPath path, String value) {
    notFound(path, value, "");
  }

  public void notFound(FieldPath path, String value, String detail) {
    add("FieldValueNotFound", path, "Not found: " + GoQuote.quote(value), detail);
  }

  public void forbidden(FieldPath path, String detail) {
    add("FieldValueForbidden", path, "Forbidden", detail);
  }

  public void tooLong(FieldPath path, int maxBytes) {
    add("FieldValueTooLong", path, "Too long", "may not be more than " + maxBytes + " bytes");
  }

  public void tooMany(FieldPath path, int count, int max) {
    String detail = max == 1 ? "must have at most 1 item" : "must have at most " + max + " items";
    add("FieldValueTooMany", path, "Too many: " + count, detail);
  }

  public void internal(FieldPath path, String detail) {
    add("InternalError", path, "Internal error", detail);
  }

  /// The field and the message of one error, as one text.
  public static String text(Cause cause) {
    return cause.field().isEmpty() ? cause.message() : cause.field() + ": " + cause.message();
  }

  private static String show(@Nullable Json value) {
    return switch (value) {
      case null -> "null";
      case JsonString text -> GoQuote.quote(text.value());
      case JsonDecimal number -> number.toString();
      default -> value.toString();
    };
  }
}
