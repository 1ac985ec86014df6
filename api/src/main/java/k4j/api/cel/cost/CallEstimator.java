package k4j.api.cel.cost;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What calls cost by estimate: a tenth for each character that is gone through, a quarter for each
/// character of a pattern.
final class CallEstimator {

  private static final double TRAVERSAL = 0.1;
  private static final double PATTERN = 0.25;
  private static final long CHECK = 350_000;
  private static final long LONGEST_FORMAT_PATTERN = 128;

  private final CostEstimator sizes;

  CallEstimator(CostEstimator sizes) {
    this.sizes = sizes;
  }

  /// The receiver, the arguments and what those cost to evaluate.
  record Call(@Nullable SizedNode target, List<SizedNode> arguments, List<CostEstimate> costs) {

    CostEstimate argumentCost() {
      CostEstimate sum = CostEstimate.ZERO;
      for (CostEstimate cost : costs) {
        sum = sum.plus(cost);
      }
      return sum;
    }
  }

  /// @param size of the result, or null where nothing is known
  record Estimate(CostEstimate cost, @Nullable SizeEstimate size) {

    static Estimate of(CostEstimate cost) {
      return new Estimate(cost, null);
    }

    static Estimate of(long cost) {
      return of(CostEstimate.of(cost));
    }
  }

  Estimate estimate(CelExpr expression, String overload, Call call) {
    String function = expression.call().function();
    return switch (function) {
      case "_||_", "_&&_" -> {
        CostEstimate left = call.costs.get(0);
        yield Estimate.of(
            new CostEstimate(left.min(), Saturated.add(left.max(), call.costs.get(1).max())));
      }
      case "_?_:_" -> conditional(expression, call);
      default -> {
        Estimate own = function(expression, function, overload, call);
        yield new Estimate(own.cost.plus(call.argumentCost()), own.size);
      }
    };
  }

  private Estimate conditional(CelExpr expression, Call call) {
    CelExpr yes = expression.call().args().get(1);
    CelExpr no = expression.call().args().get(2);
    sizes.setEntrySizes(
        expression, CostEstimator.EntrySizes.either(sizes.entrySizes(yes), sizes.entrySizes(no)));
    return new Estimate(
        call.costs.get(0).plus(call.costs.get(1).or(call.costs.get(2))),
        size(call.arguments.get(1)).or(size(call.arguments.get(2))));
  }

  private SizeEstimate size(SizedNode node) {
    return sizes.sizeOrUnknown(node);
  }

  private SizeEstimate target(Call call) {
    SizedNode target = call.target;
    return target == null ? SizeEstimate.UNKNOWN : size(target);
  }

  private SizeEstimate first(Call call) {
    return size(call.arguments.getFirst());
  }

  private Estimate function(CelExpr expression, String function, String overload, Call call) {
    return switch (function) {
      case "check" -> Estimate.of(CHECK);
      case "fieldSelector", "labelSelector" -> Estimate.of(selector(first(call)));
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" ->
          call.target == null ? Estimate.of(1) : search(call.target);
      case "url", "jsonpatch.escapeKey" -> same(first(call));
      case "lowerAscii", "upperAscii", "substring", "trim" -> same(target(call));
      case "replace" ->
          TextEstimates.replace(target(call), first(call), size(call.arguments.get(1)));
      case "split" -> split(call);
      case "join" -> join(call);
      case "find", "findAll" ->
          new Estimate(pattern(target(call), first(call)), new SizeEstimate(0, target(call).max()));
      case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
          Estimate.of(first(call).costing(TRAVERSAL));
      case "ip" -> overload.equals("cidr_ip") ? Estimate.of(1) : same(first(call));
      case "ip.isCanonical" -> Estimate.of(first(call).costing(2 * TRAVERSAL));
      case "containsIP", "containsCIDR" -> contains(function, overload, call);
      case "validate" ->
          Estimate.of(first(call).costing(TRAVERSAL).times(LONGEST_FORMAT_PATTERN * PATTERN));
      case "_==_", "_!=_" -> equality(call);
      default -> standard(expression, function, overload, call);
    };
  }

  private static Estimate same(SizeEstimate size) {
    return new Estimate(size.costing(TRAVERSAL), size);
  }

  private static CostEstimate selector(SizeEstimate length) {
    return CostEstimate.of(10)
        .plus(length.costing(TRAVERSAL))
        .plus(length.costing(0.5).times(50.0));
  }

  private static CostEstimate pattern(SizeEstimate text, SizeEstimate pattern) {
    // One is added so that an empty text does not make an expensive pattern free.
    return text.plus(SizeEstimate.ONE).costing(TRAVERSAL).times(pattern.costing(PATTERN));
  }

  private Estimate search(SizedNode target) {
    SizedNode items = target.items();
    if (items == null) {
      return Estimate.of(size(target).costing(TRAVERSAL));
    }
    CostEstimate each = CostEstimate.ONE;
    CelKind kind = items.type().kind();
    if (kind == CelKind.STRING || kind == CelKind.BYTES) {
      each = each.plus(size(items).costing(TRAVERSAL));
    }
    return Estimate.of(size(target).costing(each));
  }

  private Estimate split(Call call) {
    SizeEstimate text = target(call);
    long most =
        call.arguments.size() > 1 ? TextEstimates.literal(call.arguments.get(1)).max() : text.max();
    return new Estimate(text.costing(2 * TRAVERSAL), new SizeEstimate(0, most));
  }

  private Estimate join(Call call) {
    SizeEstimate list = target(call);
    SizeEstimate sum = SizeEstimate.of(0);
    SizedNode items = call.target == null ? null : call.target.items();
    if (items != null) {
      sum = list.times(size(items));
    }
    if (!call.arguments.isEmpty()) {
      var separators = new SizeEstimate(Math.max(0, list.min() - 1), Math.max(0, list.max() - 1));
      sum = sum.plus(first(call).times(separators));
    }
    return same(sum);
  }

  private Estimate contains(String function, String overload, Call call) {
    var bytes = new SizeEstimate(4, 16);
    CostEstimate cost = bytes.plus(bytes).costing(TRAVERSAL);
    if (function.equals("containsCIDR")) {
      cost = cost.plus(bytes.costing(TRAVERSAL)).plus(CostEstimate.ONE);
    }
    return Estimate.of(
        overload.endsWith("_string") ? cost.plus(first(call).costing(TRAVERSAL)) : cost);
  }

  private Estimate equality(Call call) {
    SizedNode left = call.arguments.get(0);
    if (left.type().kind() == CelKind.OPAQUE
        && !left.type().name().equals("optional_type")
        && left.type().name().equals(call.arguments.get(1).type().name())) {
      return Estimate.of(
          switch (left.type().name()) {
            case "kubernetes.NamedFormat" -> new CostEstimate(1, 7);
            case "kubernetes.URL" -> new SizeEstimate(1, size(left).max()).costing(TRAVERSAL);
            default -> CostEstimate.ONE;
          });
    }
    return comparison(call);
  }

  private Estimate comparison(Call call) {
    long smallest = Math.min(size(call.arguments.get(0)).max(), size(call.arguments.get(1)).max());
    return Estimate.of(new SizeEstimate(smallest > 0 ? 1 : 0, smallest).costing(TRAVERSAL));
  }

  private Estimate standard(CelExpr expression, String function, String overload, Call call) {
    return switch (overload) {
      case "string_format" -> Estimate.of(target(call).costing(TRAVERSAL));
      case "string_to_bytes" -> {
        SizeEstimate text = first(call);
        yield new Estimate(
            text.costing(TRAVERSAL),
            new SizeEstimate(text.min(), Saturated.multiply(text.max(), 4L)));
      }
      case "bytes_to_string" -> {
        SizeEstimate bytes = first(call);
        yield new Estimate(
            bytes.costing(TRAVERSAL), new SizeEstimate(bytes.min() / 4, bytes.max()));
      }
      case "strings_quote" -> {
        SizeEstimate text = first(call);
        yield new Estimate(
            text.costing(TRAVERSAL), text.times(new SizeEstimate(1, 2)).plus(SizeEstimate.of(2)));
      }
      case "starts_with_string", "ends_with_string" -> Estimate.of(first(call).costing(TRAVERSAL));
      case "in_list" -> Estimate.of(size(call.arguments.get(1)).costing(1));
      case "matches_string", "matches" ->
          call.target == null ? Estimate.of(1) : Estimate.of(pattern(target(call), first(call)));
      case "contains_string" ->
          Estimate.of(target(call).costing(TRAVERSAL).times(first(call).costing(TRAVERSAL)));
      case "add_string", "add_bytes", "add_list" -> sum(expression, overload, call);
      case "less_string",
          "greater_string",
          "less_equals_string",
          "greater_equals_string",
          "less_bytes",
          "greater_bytes",
          "less_equals_bytes",
          "greater_equals_bytes" ->
          comparison(call);
      default -> lists(function, call);
    };
  }

  private Estimate sum(CelExpr expression, String overload, Call call) {
    SizeEstimate size = size(call.arguments.get(0)).plus(size(call.arguments.get(1)));
    sizes.setEntrySizes(
        expression,
        CostEstimator.EntrySizes.either(
            sizes.entrySizes(expression.call().args().get(0)),
            sizes.entrySizes(expression.call().args().get(1))));
    return new Estimate(
        overload.equals("add_list") ? CostEstimate.ONE : size.costing(TRAVERSAL), size);
  }

  /// The language's extensions for lists and sets.
  private Estimate lists(String function, Call call) {
    return switch (function) {
      case "slice" -> allocating(1, target(call));
      case "reverse", "flatten" -> allocating(1, target(call));
      case "lists.range" -> allocating(1, TextEstimates.literal(call.arguments.getFirst()));
      case "distinct", "sort" -> allocating(2, target(call).times(target(call)));
      case "@sortByAssociatedKeys" -> allocating(2, first(call).times(first(call)));
      case "sets.contains", "sets.intersects" ->
          Estimate.of(
              first(call).times(size(call.arguments.get(1))).costing(1).plus(CostEstimate.ONE));
      case "sets.equivalent" ->
          Estimate.of(
              first(call).times(size(call.arguments.get(1))).costing(2).plus(CostEstimate.ONE));
      default -> Estimate.of(1);
    };
  }

  private static Estimate allocating(double factor, SizeEstimate size) {
    return new Estimate(size.costing(factor).plus(CostEstimate.of(11)), size);
  }
}
