package k4j.api.cel.cost;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;

/// How long texts can become.
final class TextEstimates {

  private TextEstimates() {}

  static CallEstimator.Estimate replace(SizeEstimate text, SizeEstimate old, SizeEstimate by) {
    long longest = most(text, old, by);
    long shortest = least(text, old, by);
    return new CallEstimator.Estimate(text.costing(0.2), new SizeEstimate(shortest, longest));
  }

  private static long most(SizeEstimate text, SizeEstimate old, SizeEstimate by) {
    if (old.min() == 0) {
      // An empty text stands around each character.
      long count = Saturated.add(text.max(), 1);
      return Saturated.add(Saturated.multiply(count, by.max()), text.max());
    }
    if (by.max() <= old.min()) {
      return text.max();
    }
    return Saturated.multiply(Math.ceilDiv(text.max(), old.min()), by.max());
  }

  private static long least(SizeEstimate text, SizeEstimate old, SizeEstimate by) {
    if (old.max() == 0) {
      long count = Saturated.add(text.min(), 1);
      return Saturated.add(Saturated.multiply(count, by.min()), text.min());
    }
    if (old.max() <= by.min()) {
      return text.min();
    }
    return Saturated.multiply(Math.ceilDiv(text.min(), old.max()), by.min());
  }

  /// The number that is written there; unknown where none is.
  static SizeEstimate literal(SizedNode node) {
    CelExpr expression = node.expression();
    return expression != null
            && expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && expression.constant().getKind() == CelConstant.Kind.INT64_VALUE
        ? SizeEstimate.of(Math.max(0, expression.constant().int64Value()))
        : SizeEstimate.UNKNOWN;
  }
}
