package k4j.api.json;

/// A number without fraction or exponent that fits 64 bits, as Go's `int64`.
public record JsonInteger(long value) implements Json {

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
