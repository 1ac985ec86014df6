package k4j.api.cel.cost;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import java.util.List;
import java.util.Map;
import k4j.api.cel.type.DeclType;
import org.jspecify.annotations.Nullable;

/// A part of an expression, with the way from a variable to it if it has one.
///
/// @param path the variable, then fields, `@items`, `@keys` and `@values`; empty where the value
///   was computed
record SizedNode(
    List<String> path,
    CelType type,
    @Nullable CelExpr expression,
    @Nullable SizeEstimate computed) {

  /// The size that the types of the variables allow, or null where they say nothing.
  @Nullable SizeEstimate declared(Map<String, DeclType> variables) {
    if (path.isEmpty()) {
      return null;
    }
    DeclType at = variables.get(path.getFirst());
    for (String step : path.subList(1, path.size())) {
      at = step(at, step);
    }
    return at == null || isUnlimited(at) ? null : new SizeEstimate(0, at.maxElements());
  }

  private static boolean isUnlimited(DeclType type) {
    return type instanceof DeclType.Simple && type.maxElements() == Long.MAX_VALUE;
  }

  private static @Nullable DeclType step(@Nullable DeclType at, String step) {
    return switch (at) {
      case DeclType.ListOf list when step.equals("@items") -> list.element();
      case DeclType.MapOf map when step.equals("@keys") -> map.key();
      case DeclType.MapOf map when step.equals("@values") || !step.startsWith("@") -> map.value();
      case DeclType.ObjectOf object -> object.field(step);
      case null, default -> null;
    };
  }

  /// What stands in the list.
  @Nullable SizedNode items() {
    if (type.parameters().isEmpty()) {
      return null;
    }
    var below = new java.util.ArrayList<>(path);
    if (!path.isEmpty()) {
      below.add("@items");
    }
    return new SizedNode(List.copyOf(below), type.parameters().getFirst(), null, null);
  }
}
