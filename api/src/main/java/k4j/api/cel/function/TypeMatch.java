package k4j.api.cel.function;

import k4j.api.cel.value.Types;

/// Whether a value is of a type, as far as one can see from outside.
final class TypeMatch {

  private TypeMatch() {}

  static boolean matches(Signature.TypeName type, Object value) {
    return type.isVariable()
        || type.name().equals("dyn")
        || type.name().equals(shortName(Types.nameOf(value)));
  }

  private static String shortName(String name) {
    return switch (name) {
      case "google.protobuf.Duration" -> "duration";
      case "google.protobuf.Timestamp" -> "timestamp";
      case "optional_type" -> "optional";
      default -> name;
    };
  }
}
