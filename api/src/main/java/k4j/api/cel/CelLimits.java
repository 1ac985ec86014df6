package k4j.api.cel;

/// How much expressions may cost in Kubernetes.
public final class CelLimits {

  /// One call of one expression.
  public static final long PER_CALL = 1_000_000;

  /// All rules of one object, or all expressions of one policy for one request.
  public static final long RUNTIME_BUDGET = 10_000_000;

  /// All match conditions of one webhook or policy for one request.
  public static final long MATCH_CONDITIONS_BUDGET = 2_500_000;

  /// What one rule of a schema may cost by estimate.
  public static final long ESTIMATE_PER_EXPRESSION = 10_000_000;

  /// What all rules of a CustomResourceDefinition may cost by estimate.
  public static final long ESTIMATE_PER_DEFINITION = 100_000_000;

  private CelLimits() {}
}
