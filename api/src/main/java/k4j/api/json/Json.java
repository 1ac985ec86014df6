package k4j.api.json;

/// A value of the immutable tree that every object is: JSON, with integers told from decimals.
public sealed interface Json
    permits JsonObject, JsonArray, JsonString, JsonInteger, JsonDecimal, JsonBoolean, JsonNull {

  static Json of(String value) {
    return new JsonString(value);
  }

  static Json of(long value) {
    return new JsonInteger(value);
  }

  static Json of(double value) {
    return new JsonDecimal(value);
  }

  static Json of(boolean value) {
    return value ? JsonBoolean.TRUE : JsonBoolean.FALSE;
  }
}
