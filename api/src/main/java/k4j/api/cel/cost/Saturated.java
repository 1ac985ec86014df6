package k4j.api.cel.cost;

/// Sums and products of numbers that are not negative; what is too large stays at the top.
final class Saturated {

  private Saturated() {}

  static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  static long multiply(long a, long b) {
    return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
  }

  /// Rounded up.
  static long multiply(long a, double factor) {
    if (a == Long.MAX_VALUE && factor > 0) {
      // "No limit" times a fraction has no limit.
      return factor >= 1 ? Long.MAX_VALUE : (long) Math.ceil(a * factor);
    }
    double product = Math.ceil(a * factor);
    return product >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) product;
  }
}
