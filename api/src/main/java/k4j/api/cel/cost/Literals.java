package k4j.api.cel.cost;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import org.jspecify.annotations.Nullable;

/// The sizes that an expression itself shows.
final class Literals {

  private Literals() {}

  static @Nullable SizeEstimate size(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT -> constant(expression.constant());
      case LIST -> SizeEstimate.of(expression.list().elements().size());
      case MAP -> SizeEstimate.of(expression.map().entries().size());
      default -> null;
    };
  }

  private static SizeEstimate constant(CelConstant constant) {
    return switch (constant.getKind()) {
      case STRING_VALUE ->
          SizeEstimate.of(
              constant.stringValue().codePointCount(0, constant.stringValue().length()));
      case BYTES_VALUE -> SizeEstimate.of(constant.bytesValue().size());
      default -> SizeEstimate.ONE;
    };
  }

  static boolean isScalar(CelType type) {
    return switch (type.kind()) {
      case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
      case OPAQUE -> type.name().equals("optional_type") && isScalar(type.parameters().getFirst());
      default -> false;
    };
  }
}
