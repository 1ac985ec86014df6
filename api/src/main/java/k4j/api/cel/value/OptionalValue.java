package k4j.api.cel.value;

import org.jspecify.annotations.Nullable;

/// A value that may be absent.
public record OptionalValue(@Nullable Object value) {

  public static final OptionalValue NONE = new OptionalValue(null);

  public static OptionalValue of(@Nullable Object value) {
    return value == null ? NONE : new OptionalValue(value);
  }

  public boolean isPresent() {
    return value != null;
  }

  /// @throws EvaluationException where there is none
  public Object get() {
    if (value == null) {
      throw new EvaluationException("optional.none() dereference");
    }
    return value;
  }
}
