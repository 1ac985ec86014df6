package k4j.api.cel.interpreter;

import org.jspecify.annotations.Nullable;

/// One evaluation: its variables and what it has cost.
final class Frame {

  final Activation variables;
  final @Nullable Object[] locals;
  private final long limit;
  private long cost;

  Frame(Activation variables, int locals, long limit) {
    this.variables = variables;
    this.locals = new Object[locals];
    this.limit = limit;
  }

  void charge(long amount) {
    cost += amount;
    if (cost > limit || cost < 0) {
      throw new CostLimitException();
    }
  }

  long cost() {
    return cost;
  }
}
