package k4j.api.json;

/// Any other number, as Go's `float64`.
public record JsonDecimal(double value) implements Json {

  @Override
  public String toString() {
    return JsonWriter.toString(this);
  }
}
