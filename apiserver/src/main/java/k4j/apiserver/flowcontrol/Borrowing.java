package k4j.apiserver.flowcontrol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.apiserver.flowcontrol.LevelSpec.SeatBounds;

/// Moves seats from levels that do not need them to those that do. Asked only while somebody waits:
/// nothing runs from time to time on a server at rest.
final class Borrowing {

  /// How much of an old need is still remembered after each period.
  private static final double SMOOTHING = 0.977;

  private final Map<String, Double> smoothed = new HashMap<>();

  /// @param periods how many adjustments would have come since the last
  synchronized void adjust(Collection<PriorityLevel> levels, long periods) {
    int left = 0;
    int leastSum = 0;
    int neededSum = 0;
    var limited = new ArrayList<PriorityLevel>();
    var demands = new ArrayList<SeatAllocation.Demand>();
    for (PriorityLevel level : levels) {
      SeatBounds bounds = level.bounds();
      left += bounds.nominal();
      int peak = level.resetPeak();
      if (level.spec().exempt()) {
        left -= Math.max(bounds.least(), peak);
        continue;
      }
      int needed = Math.max(bounds.least(), Math.min(bounds.nominal(), peak));
      leastSum += bounds.least();
      neededSum += needed;
      limited.add(level);
      double need = Math.max(needed, smooth(level.spec().name(), peak, periods));
      demands.add(new SeatAllocation.Demand(needed, bounds.most(), need));
    }
    set(limited, demands, left, leastSum, neededSum);
  }

  private double smooth(String level, int peak, long periods) {
    double keep = Math.pow(SMOOTHING, (double) Math.max(1, periods));
    double old = smoothed.getOrDefault(level, 0.0);
    double now = Math.max(peak, keep * old + (1 - keep) * peak);
    smoothed.put(level, now);
    return now;
  }

  private static void set(
      List<PriorityLevel> levels,
      List<SeatAllocation.Demand> demands,
      int left,
      int leastSum,
      int neededSum) {
    if (left > neededSum) {
      double[] seats = SeatAllocation.divide(left, demands);
      for (int i = 0; i < seats.length; i++) {
        levels.get(i).limit((int) Math.round(seats[i]));
      }
      return;
    }
    // not even what is needed and guaranteed is there: everybody gives way in proportion
    double part =
        left <= leastSum ? 0 : (double) (left - leastSum) / Math.max(1, neededSum - leastSum);
    for (int i = 0; i < levels.size(); i++) {
      int least = levels.get(i).bounds().least();
      levels.get(i).limit(least + (int) Math.round((demands.get(i).least() - least) * part));
    }
  }
}
