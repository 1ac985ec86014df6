package k4j.api.cel.value;

import java.time.Duration;
import java.time.Instant;

/// What the type of a value is called.
public final class Types {

  private Types() {}

  public static String nameOf(Object value) {
    return switch (value) {
      case Boolean _ -> "bool";
      case Long _ -> "int";
      case Unsigned _ -> "uint";
      case Double _ -> "double";
      case String _ -> "string";
      case Bytes _ -> "bytes";
      case Duration _ -> "google.protobuf.Duration";
      case Instant _ -> "google.protobuf.Timestamp";
      case CelNull _ -> "null_type";
      case CelList _ -> "list";
      case CelMap map -> map.typeName();
      case OptionalValue _ -> "optional_type";
      case TypeValue _ -> "type";
      case OpaqueValue opaque -> opaque.typeName();
      default -> "dyn";
    };
  }
}
