package k4j.api.json;

/// The explicit absence of a value; it matters in merge patches.
public enum JsonNull implements Json {
  NULL;

  @Override
  public String toString() {
    return "null";
  }
}
