package k4j.api.json;

/// A text.
public record JsonString(String value) implements Json {

  @Override
  public String toString() {
    return JsonWriter.toString(this);
  }
}
