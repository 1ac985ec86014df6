package k4j.api.cel.interpreter;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.TypeType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.api.cel.function.Function;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.standard.Regex;
import k4j.api.cel.value.Bytes;
import k4j.api.cel.value.CelNull;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.TypeValue;
import k4j.api.cel.value.Unsigned;

/// Turns a checked syntax tree into steps.
final class Planner {

  private final CelAbstractSyntaxTree checked;
  private final FunctionTable functions;
  private final Map<String, Integer> scope = new HashMap<>();
  private int locals;

  Planner(CelAbstractSyntaxTree checked, FunctionTable functions) {
    this.checked = checked;
    this.functions = functions;
  }

  int locals() {
    return locals;
  }

  Node plan(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT -> constant(expression.constant());
      case IDENT -> ident(expression);
      case SELECT -> select(expression);
      case CALL -> call(expression);
      case LIST -> list(expression.list());
      case MAP -> map(expression.map());
      case STRUCT -> struct(expression.struct());
      case COMPREHENSION -> comprehension(expression.comprehension());
      case NOT_SET -> throw new IllegalArgumentException("an expression without a kind");
    };
  }

  private static Node constant(CelConstant constant) {
    Object value = value(constant);
    return _ -> value;
  }

  static Object value(CelConstant constant) {
    return switch (constant.getKind()) {
      case BOOLEAN_VALUE -> constant.booleanValue();
      case INT64_VALUE -> constant.int64Value();
      case UINT64_VALUE -> new Unsigned(constant.uint64Value().longValue());
      case DOUBLE_VALUE -> constant.doubleValue();
      case STRING_VALUE -> constant.stringValue();
      case BYTES_VALUE -> new Bytes(constant.bytesValue().toByteArray());
      case NULL_VALUE, NOT_SET, TIMESTAMP_VALUE, DURATION_VALUE -> CelNull.NULL;
    };
  }

  private Node ident(CelExpr expression) {
    String name = expression.ident().name();
    Integer local = scope.get(name);
    if (local != null) {
      return new LocalNode(local);
    }
    if (checked.getType(expression.id()).orElse(null) instanceof TypeType type
        && !type.parameters().isEmpty()) {
      var value = new TypeValue(type.type().name());
      return _ -> value;
    }
    return new VariableNode(
        checked.getReference(expression.id()).map(CelReference::name).orElse(name));
  }

  private Node select(CelExpr expression) {
    // A variable may have a name with dots: `authorizer.requestResource`.
    var variable = checked.getReference(expression.id());
    if (variable.isPresent() && !variable.get().name().isEmpty()) {
      return new VariableNode(variable.get().name());
    }
    CelExpr.CelSelect select = expression.select();
    Node operand = plan(select.operand());
    return select.testOnly()
        ? new PresenceNode(operand, select.field())
        : new SelectNode(operand, select.field());
  }

  private Node call(CelExpr expression) {
    CelExpr.CelCall call = expression.call();
    var arguments = new ArrayList<Node>();
    call.target().ifPresent(target -> arguments.add(plan(target)));
    call.args().forEach(argument -> arguments.add(plan(argument)));
    return switch (call.function()) {
      case "_&&_" -> new LogicNode(arguments.get(0), arguments.get(1), false);
      case "_||_" -> new LogicNode(arguments.get(0), arguments.get(1), true);
      case "_?_:_" -> new LogicNode.Choice(arguments.get(0), arguments.get(1), arguments.get(2));
      case "_[_]" -> new IndexNode(arguments.get(0), arguments.get(1));
      case "@not_strictly_false" -> new LoopGuardNode(arguments.getFirst());
      case "or", "orValue" ->
          new OptionalOrNode(arguments.get(0), arguments.get(1), call.function().equals("orValue"));
      default -> functionCall(expression, call, arguments);
    };
  }

  private Node functionCall(CelExpr expression, CelExpr.CelCall call, List<Node> arguments) {
    List<String> overloads =
        checked
            .getReference(expression.id())
            .<List<String>>map(CelReference::overloadIds)
            .orElse(List.of());
    return new CallNode(
        function(call),
        List.copyOf(arguments),
        CallCost.of(call.function(), overloads.size() == 1 ? overloads.getFirst() : ""));
  }

  /// A constant pattern is compiled once.
  private Function function(CelExpr.CelCall call) {
    if (call.function().equals("matches")
        && call.args().getLast().getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && value(call.args().getLast().constant()) instanceof String pattern) {
      try {
        var compiled = Regex.compile(pattern);
        return arguments -> compiled.matcher((String) arguments[0]).find();
      } catch (EvaluationException invalid) {
        return _ -> {
          throw invalid;
        };
      }
    }
    return functions.named(call.function());
  }

  private Node list(CelExpr.CelList list) {
    boolean constant =
        list.elements().stream().allMatch(item -> item.getKind() == CelExpr.ExprKind.Kind.CONSTANT);
    return new ListNode(
        list.elements().stream().map(this::plan).toList(),
        Set.copyOf(list.optionalIndices()),
        constant ? 0 : 10);
  }

  private Node map(CelExpr.CelMap map) {
    var entries = new ArrayList<MapNode.Entry>();
    for (var entry : map.entries()) {
      entries.add(new MapNode.Entry(plan(entry.key()), plan(entry.value()), entry.optionalEntry()));
    }
    return new MapNode("map", List.copyOf(entries), 30);
  }

  private Node struct(CelExpr.CelStruct struct) {
    var entries = new ArrayList<MapNode.Entry>();
    for (var entry : struct.entries()) {
      String key = entry.fieldKey();
      entries.add(new MapNode.Entry(_ -> key, plan(entry.value()), entry.optionalEntry()));
    }
    return new MapNode(struct.messageName(), List.copyOf(entries), 40);
  }

  private Node comprehension(CelExpr.CelComprehension each) {
    Node range = plan(each.iterRange());
    Node initial = plan(each.accuInit());
    var hidden = new HashMap<>(scope);
    int accumulator = bind(each.accuVar());
    int first = bind(each.iterVar());
    int second = each.iterVar2().isEmpty() ? -1 : bind(each.iterVar2());
    Node condition = plan(each.loopCondition());
    Node step = plan(each.loopStep());
    scope.remove(each.iterVar());
    if (hidden.containsKey(each.iterVar())) {
      scope.put(each.iterVar(), hidden.get(each.iterVar()));
    }
    scope.put(each.accuVar(), accumulator);
    Node result = plan(each.result());
    scope.clear();
    scope.putAll(hidden);
    return new LoopNode(
        range, initial, new LoopNode.Locals(accumulator, first, second), condition, step, result);
  }

  private int bind(String name) {
    scope.put(name, locals);
    return locals++;
  }
}
