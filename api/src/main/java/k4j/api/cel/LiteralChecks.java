package k4j.api.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.cel.standard.Regex;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.Times;

/// Finds durations, moments and patterns that are written out and wrong, and lists of mixed types.
final class LiteralChecks {

  private final CelAbstractSyntaxTree tree;
  private final List<CelIssue> issues = new ArrayList<>();
  private String badPattern = "";
  private boolean allowMixed;

  private LiteralChecks(CelAbstractSyntaxTree tree) {
    this.tree = tree;
  }

  static LiteralChecks of(CelAbstractSyntaxTree tree) {
    var checks = new LiteralChecks(tree);
    checks.visit(tree.getExpr());
    return checks;
  }

  List<CelIssue> issues() {
    return issues;
  }

  /// What is wrong with a pattern that is read only when the program is made; empty if nothing.
  String badPattern() {
    return badPattern;
  }

  private void visit(CelExpr expression) {
    switch (expression.getKind()) {
      case SELECT -> visit(expression.select().operand());
      case CALL -> call(expression.call());
      case LIST -> {
        expression.list().elements().forEach(this::visit);
        requireOneType(
            expression.list().elements(), Set.copyOf(expression.list().optionalIndices()));
      }
      case MAP -> map(expression.map());
      case STRUCT -> expression.struct().entries().forEach(entry -> visit(entry.value()));
      case COMPREHENSION -> {
        var loop = expression.comprehension();
        ImmutableList.of(
                loop.iterRange(),
                loop.accuInit(),
                loop.loopCondition(),
                loop.loopStep(),
                loop.result())
            .forEach(this::visit);
      }
      case CONSTANT, IDENT, NOT_SET -> {}
    }
  }

  private void map(CelExpr.CelMap map) {
    var keys = new ArrayList<CelExpr>();
    var values = new ArrayList<CelExpr>();
    var optional = new HashSet<Integer>();
    for (var entry : map.entries()) {
      if (entry.optionalEntry()) {
        optional.add(values.size());
      }
      keys.add(entry.key());
      values.add(entry.value());
    }
    keys.forEach(this::visit);
    values.forEach(this::visit);
    requireOneType(keys, Set.of());
    requireOneType(values, optional);
  }

  private void call(CelExpr.CelCall call) {
    call.target().ifPresent(this::visit);
    // What is formatted may be of any types.
    boolean mixed = call.function().equals("format");
    boolean before = allowMixed;
    allowMixed |= mixed;
    call.args().forEach(this::visit);
    allowMixed = before;
    check(call);
  }

  private void requireOneType(List<CelExpr> items, Set<Integer> optional) {
    if (allowMixed) {
      return;
    }
    CelType first = null;
    for (int i = 0; i < items.size(); i++) {
      CelType type = tree.getType(items.get(i).id()).orElse(SimpleType.DYN);
      if (optional.contains(i) && type instanceof OptionalType wrapped) {
        type = wrapped.parameters().getFirst();
      }
      if (first == null) {
        first = type;
      } else if (!first.equals(type)) {
        issues.add(
            CelIssue.formatError(
                items.get(i).id(),
                location(items.get(i)),
                "expected type '%s' but found '%s'"
                    .formatted(CelTypes.format(first), CelTypes.format(type))));
        return;
      }
    }
  }

  private static boolean isText(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE;
  }

  private void check(CelExpr.CelCall call) {
    if (call.args().isEmpty()) {
      return;
    }
    boolean finds = call.function().equals("find") || call.function().equals("findAll");
    if (finds && isText(call.args().getFirst()) && badPattern.isEmpty()) {
      badPattern = problem(call.args().getFirst().constant().stringValue());
    }
    CelExpr argument = call.args().getLast();
    if (!isText(argument)) {
      return;
    }
    String text = argument.constant().stringValue();
    try {
      switch (call.function()) {
        case "duration" -> Times.duration(text);
        case "timestamp" -> Times.timestamp(text);
        case "matches" -> Regex.compile(text);
        default -> {}
      }
    } catch (IllegalArgumentException | EvaluationException invalid) {
      issues.add(
          CelIssue.formatError(
              argument.id(), location(argument), "invalid " + call.function() + " argument"));
    }
  }

  private static String problem(String pattern) {
    try {
      Regex.compile(pattern);
      return "";
    } catch (EvaluationException wrong) {
      return String.valueOf(wrong.getMessage());
    }
  }

  private CelSourceLocation location(CelExpr expression) {
    Integer offset = tree.getSource().getPositionsMap().get(expression.id());
    return offset == null
        ? CelSourceLocation.NONE
        : tree.getSource().getOffsetLocation(offset).orElse(CelSourceLocation.NONE);
  }
}
