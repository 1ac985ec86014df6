package k4j.api.json;

/// True or false.
public enum JsonBoolean implements Json {
  FALSE,
  TRUE;

  public boolean value() {
    return this == TRUE;
  }

  @Override
  public String toString() {
    return value() ? "true" : "false";
  }
}
