package k4j.api.cel.cost;

/// How large a value is at least and at most.
record SizeEstimate(long min, long max) {

  static final SizeEstimate ONE = new SizeEstimate(1, 1);
  static final SizeEstimate UNKNOWN = new SizeEstimate(0, Long.MAX_VALUE);

  static SizeEstimate of(long size) {
    return new SizeEstimate(size, size);
  }

  SizeEstimate plus(SizeEstimate other) {
    return new SizeEstimate(Saturated.add(min, other.min), Saturated.add(max, other.max));
  }

  SizeEstimate times(SizeEstimate other) {
    return new SizeEstimate(Saturated.multiply(min, other.min), Saturated.multiply(max, other.max));
  }

  SizeEstimate or(SizeEstimate other) {
    return new SizeEstimate(Math.min(min, other.min), Math.max(max, other.max));
  }

  /// The cost of going through it at so much for each element.
  CostEstimate costing(double factor) {
    return new CostEstimate(Saturated.multiply(min, factor), Saturated.multiply(max, factor));
  }

  CostEstimate costing(CostEstimate each) {
    return new CostEstimate(
        Saturated.multiply(min, each.min()), Saturated.multiply(max, each.max()));
  }
}
