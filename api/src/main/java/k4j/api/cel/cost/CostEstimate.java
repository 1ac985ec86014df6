package k4j.api.cel.cost;

/// What an expression costs at least and at most; `Long.MAX_VALUE` stands for "no limit".
public record CostEstimate(long min, long max) {

  static final CostEstimate ZERO = new CostEstimate(0, 0);
  static final CostEstimate ONE = new CostEstimate(1, 1);

  static CostEstimate of(long cost) {
    return new CostEstimate(cost, cost);
  }

  CostEstimate plus(CostEstimate other) {
    return new CostEstimate(Saturated.add(min, other.min), Saturated.add(max, other.max));
  }

  CostEstimate times(CostEstimate other) {
    return new CostEstimate(Saturated.multiply(min, other.min), Saturated.multiply(max, other.max));
  }

  CostEstimate times(double factor) {
    return new CostEstimate(Saturated.multiply(min, factor), Saturated.multiply(max, factor));
  }

  CostEstimate or(CostEstimate other) {
    return new CostEstimate(Math.min(min, other.min), Math.max(max, other.max));
  }
}
