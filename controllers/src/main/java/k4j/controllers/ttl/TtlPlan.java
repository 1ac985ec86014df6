package k4j.controllers.ttl;

import java.util.List;

/// Decides how long objects may be cached. Sizes overlap, so that a cluster that grows and shrinks
/// a little does not change its mind each time.
final class TtlPlan {

  private record Step(int least, int most, int seconds) {}

  private static final List<Step> STEPS =
      List.of(
          new Step(0, 100, 0),
          new Step(90, 500, 15),
          new Step(450, 1000, 30),
          new Step(900, 2000, 60),
          new Step(1800, Integer.MAX_VALUE, 300));

  private TtlPlan() {}

  /// The step that fits so many nodes, coming from another.
  static int next(int step, int nodes) {
    int next = step;
    while (nodes > STEPS.get(next).most()) {
      next++;
    }
    while (nodes < STEPS.get(next).least()) {
      next--;
    }
    return next;
  }

  static int seconds(int step) {
    return STEPS.get(step).seconds();
  }
}
