package k4j.api.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.cel.type.DeclType;
import org.jspecify.annotations.Nullable;

/// Estimates what an expression can cost at most, as cel-go's checker and Kubernetes' additions to
/// it do: a rule that another API server admits must be admitted here, and the other way round.
public final class CostEstimator {

  private final CelAbstractSyntaxTree checked;
  private final Map<String, DeclType> variables;
  private final Map<Long, List<String>> paths = new HashMap<>();
  private final Map<Long, SizeEstimate> sizes = new HashMap<>();
  private final Map<Long, EntrySizes> entrySizes = new HashMap<>();
  private final Map<String, Deque<Local>> locals = new HashMap<>();
  private final CallEstimator calls = new CallEstimator(this);

  private CostEstimator(CelAbstractSyntaxTree checked, Map<String, DeclType> variables) {
    this.checked = checked;
    this.variables = variables;
  }

  public static CostEstimate estimate(
      CelAbstractSyntaxTree checked, Map<String, DeclType> variables) {
    return new CostEstimator(checked, variables).cost(checked.getExpr());
  }

  /// How large the keys and values of a container are.
  record EntrySizes(boolean isList, SizeEstimate key, SizeEstimate value) {

    static @Nullable EntrySizes either(@Nullable EntrySizes left, @Nullable EntrySizes right) {
      return left == null || right == null
          ? null
          : new EntrySizes(left.isList, left.key.or(right.key), left.value.or(right.value));
    }
  }

  /// A variable of a macro.
  private record Local(
      List<String> path, @Nullable SizeEstimate size, @Nullable EntrySizes entries) {}

  CostEstimate cost(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT, NOT_SET -> CostEstimate.ZERO;
      case IDENT -> {
        Local local = local(expression.ident().name());
        paths.put(expression.id(), local != null ? local.path : List.of(expression.ident().name()));
        yield CostEstimate.ONE;
      }
      case SELECT -> select(expression);
      case CALL -> call(expression);
      case LIST -> list(expression);
      case MAP -> map(expression);
      case STRUCT -> {
        CostEstimate sum = CostEstimate.of(40);
        for (var entry : expression.struct().entries()) {
          sum = sum.plus(cost(entry.value()));
        }
        yield sum;
      }
      case COMPREHENSION ->
          isBinding(expression.comprehension()) ? binding(expression) : loop(expression);
    };
  }

  private @Nullable Local local(String name) {
    Deque<Local> stack = locals.get(name);
    return stack == null ? null : stack.peek();
  }

  private CostEstimate select(CelExpr expression) {
    var select = expression.select();
    CostEstimate sum = cost(select.operand());
    if (select.testOnly()) {
      return sum;
    }
    CelKind kind = type(select.operand()).kind();
    paths.put(expression.id(), longer(path(select.operand()), select.field()));
    return kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM
        ? sum.plus(CostEstimate.ONE)
        : sum;
  }

  static List<String> longer(List<String> path, String step) {
    var longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }

  private CostEstimate call(CelExpr expression) {
    var call = expression.call();
    if (call.function().equals("dyn")) {
      CelExpr argument = call.args().getFirst();
      CostEstimate sum = CostEstimate.ONE.plus(cost(argument));
      copySizes(expression, argument);
      return sum;
    }
    var costs = new ArrayList<CostEstimate>();
    var arguments = new ArrayList<SizedNode>();
    for (CelExpr argument : call.args()) {
      costs.add(cost(argument));
      arguments.add(node(argument));
    }
    CostEstimate sum = CostEstimate.ZERO;
    SizedNode target = null;
    if (call.target().isPresent()) {
      sum = cost(call.target().get());
      target = node(call.target().get());
    }
    return sum.plus(overloads(expression, new CallEstimator.Call(target, arguments, costs)));
  }

  private CostEstimate overloads(CelExpr expression, CallEstimator.Call call) {
    List<String> overloads =
        checked
            .getReference(expression.id())
            .map(r -> (List<String>) r.overloadIds())
            .orElse(List.of());
    if (overloads.isEmpty()) {
      return CostEstimate.ZERO;
    }
    CostEstimate cost = null;
    SizeEstimate size = null;
    for (String overload : overloads) {
      var estimate = calls.estimate(expression, overload, call);
      cost = cost == null ? estimate.cost() : cost.or(estimate.cost());
      SizeEstimate result = estimate.size();
      if (result != null) {
        size = size == null ? result : size.or(result);
      }
      if (overload.equals("index_list") || overload.equals("index_map")) {
        CelExpr container = expression.call().args().getFirst();
        EntrySizes entries = entrySizes(container);
        size = entries == null ? null : entries.value;
        paths.put(
            expression.id(),
            longer(path(container), overload.equals("index_list") ? "@items" : "@values"));
      }
      size = size == null ? size(expression) : size;
    }
    setSize(expression, size);
    return cost == null ? CostEstimate.ZERO : cost;
  }

  private CostEstimate list(CelExpr expression) {
    CostEstimate sum = CostEstimate.of(10);
    SizeEstimate item = null;
    for (CelExpr element : expression.list().elements()) {
      sum = sum.plus(cost(element));
      SizeEstimate size = sizeOrUnknown(element);
      item = item == null ? size : item.or(size);
    }
    entrySizes.put(
        expression.id(),
        new EntrySizes(true, SizeEstimate.ONE, item == null ? SizeEstimate.of(0) : item));
    return sum;
  }

  private CostEstimate map(CelExpr expression) {
    CostEstimate sum = CostEstimate.of(30);
    SizeEstimate key = null;
    SizeEstimate value = null;
    for (var entry : expression.map().entries()) {
      sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
      SizeEstimate keySize = sizeOrUnknown(entry.key());
      SizeEstimate valueSize = sizeOrUnknown(entry.value());
      key = key == null ? keySize : key.or(keySize);
      value = value == null ? valueSize : value.or(valueSize);
    }
    entrySizes.put(
        expression.id(),
        new EntrySizes(
            false,
            key == null ? SizeEstimate.of(0) : key,
            value == null ? SizeEstimate.of(0) : value));
    return sum;
  }

  private static boolean isBinding(CelExpr.CelComprehension loop) {
    return loop.iterRange().getKind() == CelExpr.ExprKind.Kind.LIST
        && loop.iterRange().list().elements().isEmpty()
        && loop.loopCondition().getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && loop.loopCondition().constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
        && !loop.loopCondition().constant().booleanValue();
  }

  private CostEstimate binding(CelExpr expression) {
    var loop = expression.comprehension();
    CostEstimate sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
    push(loop.accuVar(), path(loop.accuInit()), size(loop.accuInit()), entrySizes(loop.accuInit()));
    sum = sum.plus(cost(loop.result()));
    pop(loop.accuVar());
    copySizes(expression, loop.result());
    return sum;
  }

  private CostEstimate loop(CelExpr expression) {
    var loop = expression.comprehension();
    CostEstimate sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
    push(loop.accuVar(), path(loop.accuInit()), size(loop.accuInit()), entrySizes(loop.accuInit()));
    pushItems(loop);
    CostEstimate turn = cost(loop.loopCondition()).plus(cost(loop.loopStep()));
    pop(loop.iterVar());
    if (!loop.iterVar2().isEmpty()) {
      pop(loop.iterVar2());
    }
    sum = sum.plus(cost(loop.result()));
    pop(loop.accuVar());
    SizeEstimate turns = sizeOrUnknown(loop.iterRange());
    sum = sum.plus(turns.costing(turn));
    switch (loop.accuInit().getKind()) {
      case CONSTANT -> setSize(expression, size(loop.accuInit()));
      case LIST, MAP -> {
        setSize(expression, turns);
        setEntrySizes(expression, entrySizes(loop.loopStep()));
      }
      default -> {}
    }
    return sum;
  }

  private void pushItems(CelExpr.CelComprehension loop) {
    CelExpr range = loop.iterRange();
    EntrySizes entries = entrySizes(range);
    boolean isList = entries != null ? entries.isList : type(range).kind() == CelKind.LIST;
    SizeEstimate key = entries == null ? null : entries.key;
    SizeEstimate value = entries == null ? null : entries.value;
    String valueStep = isList ? "@items" : "@values";
    if (loop.iterVar2().isEmpty()) {
      push(
          loop.iterVar(),
          longer(path(range), isList ? "@items" : "@keys"),
          isList ? value : key,
          null);
    } else {
      push(loop.iterVar(), longer(path(range), isList ? "@indices" : "@keys"), key, null);
      push(loop.iterVar2(), longer(path(range), valueStep), value, null);
    }
  }

  private void push(
      String name, List<String> path, @Nullable SizeEstimate size, @Nullable EntrySizes entries) {
    locals.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(new Local(path, size, entries));
  }

  private void pop(String name) {
    Deque<Local> stack = locals.get(name);
    if (stack != null) {
      stack.pop();
    }
  }

  CelType type(CelExpr expression) {
    return checked.getType(expression.id()).orElse(SimpleType.DYN);
  }

  private List<String> path(CelExpr expression) {
    if (expression.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      Local local = local(expression.ident().name());
      if (local != null) {
        return local.path;
      }
    }
    return paths.getOrDefault(expression.id(), List.of());
  }

  private SizedNode node(CelExpr expression) {
    List<String> path = path(expression);
    boolean computed =
        !path.isEmpty()
            && (path.getFirst().equals("@result") || path.getFirst().equals("__result__"));
    return new SizedNode(
        computed ? List.of() : path, type(expression), expression, size(expression));
  }

  private void setSize(CelExpr expression, @Nullable SizeEstimate size) {
    if (size != null) {
      sizes.put(expression.id(), size);
    }
  }

  void setEntrySizes(CelExpr expression, @Nullable EntrySizes entries) {
    if (entries != null) {
      entrySizes.put(expression.id(), entries);
    }
  }

  private void copySizes(CelExpr to, CelExpr from) {
    setSize(to, size(from));
    setEntrySizes(to, entrySizes(from));
  }

  SizeEstimate sizeOrUnknown(CelExpr expression) {
    SizeEstimate size = size(expression);
    return size == null ? SizeEstimate.UNKNOWN : size;
  }

  SizeEstimate sizeOrUnknown(SizedNode node) {
    SizeEstimate computed = node.computed();
    return computed != null ? computed : declaredOrUnknown(node);
  }

  private SizeEstimate declaredOrUnknown(SizedNode node) {
    SizeEstimate declared = node.declared(variables);
    return declared == null ? SizeEstimate.UNKNOWN : declared;
  }

  private @Nullable SizeEstimate size(CelExpr expression) {
    SizeEstimate known = sizes.get(expression.id());
    if (known != null) {
      return known;
    }
    SizeEstimate own = Literals.size(expression);
    if (own != null) {
      return own;
    }
    SizeEstimate declared =
        new SizedNode(path(expression), type(expression), expression, null).declared(variables);
    if (declared != null) {
      sizes.put(expression.id(), declared);
      return declared;
    }
    if (Literals.isScalar(type(expression))) {
      return SizeEstimate.ONE;
    }
    Local local =
        expression.getKind() == CelExpr.ExprKind.Kind.IDENT
            ? local(expression.ident().name())
            : null;
    return local == null ? null : local.size;
  }

  @Nullable EntrySizes entrySizes(CelExpr expression) {
    EntrySizes known = entrySizes.get(expression.id());
    if (known != null || expression.getKind() != CelExpr.ExprKind.Kind.IDENT) {
      return known;
    }
    Local local = local(expression.ident().name());
    return local == null ? null : local.entries;
  }
}
