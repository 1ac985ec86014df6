package k4j.api.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import java.util.Optional;

/// `list.sortBy(x, key)`: the list is named, its keys are computed by a `map`, and a function sorts
/// the one by the other. (The library's own macro loses the type of the items.)
final class SortByMacro {

  private static final String INPUT = "@__sortBy_input__";

  static final CelMacro MACRO = CelMacro.newReceiverMacro("sortBy", 2, SortByMacro::expand);

  private SortByMacro() {}

  private static Optional<CelExpr> expand(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
    if (arguments.getFirst().getKind() != CelExpr.ExprKind.Kind.IDENT) {
      return Optional.of(factory.reportError("argument is not an identifier"));
    }
    String result = factory.getAccumulatorVarName();
    CelExpr keys =
        factory.fold(
            arguments.getFirst().ident().name(),
            factory.newIdentifier(INPUT),
            result,
            factory.newList(),
            factory.newBoolLiteral(true),
            factory.newGlobalCall(
                "_+_", factory.newIdentifier(result), factory.newList(arguments.get(1))),
            factory.newIdentifier(result));
    return Optional.of(
        factory.fold(
            "#unused",
            factory.newList(),
            INPUT,
            target,
            factory.newBoolLiteral(false),
            factory.newIdentifier(INPUT),
            factory.newReceiverCall("@sortByAssociatedKeys", factory.newIdentifier(INPUT), keys)));
  }
}
