package k4j.api.cel.value;

/// The value `null`.
public enum CelNull {
  NULL
}
