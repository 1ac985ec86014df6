package k4j.apiserver.flowcontrol;

import java.util.Arrays;
import java.util.List;

/// Divides seats among levels in proportion to what they need, each within its bounds (KEP-1040,
/// borrowing). Pure.
final class SeatAllocation {

  private static final double LEAST_NEED = 0.001;
  private static final int STEPS = 60;

  private SeatAllocation() {}

  /// What one level needs and may have.
  record Demand(double least, double most, double need) {
    Demand {
      need = Math.max(need, LEAST_NEED);
    }

    double at(double proportion) {
      return Math.max(least, Math.min(most, need * proportion));
    }
  }

  /// The seats of each level, in the order of the demands, that sum up to `seats` as far as the
  /// bounds allow.
  static double[] divide(int seats, List<Demand> demands) {
    double low = 0;
    double high = 1;
    for (Demand each : demands) {
      high = Math.max(high, each.most() / each.need());
    }
    // the sum grows with the proportion, so that halving finds it
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      if (sum(demands, middle) < seats) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double proportion = high;
    double[] result = new double[demands.size()];
    Arrays.setAll(result, i -> demands.get(i).at(proportion));
    return result;
  }

  private static double sum(List<Demand> demands, double proportion) {
    double sum = 0;
    for (Demand each : demands) {
      sum += each.at(proportion);
    }
    return sum;
  }
}
