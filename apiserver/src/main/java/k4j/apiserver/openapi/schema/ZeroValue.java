package k4j.apiserver.openapi.schema;

import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// What a Go value is that nobody has set, as far as it can be written.
final class ZeroValue {

  private ZeroValue() {}

  static @Nullable Json of(Type type) {
    return switch (type) {
      case Type.Scalar scalar ->
          switch (scalar.kind()) {
            case STRING, DURATION -> Json.of("");
            case BOOLEAN -> Json.of(false);
            case INT32, INT64, DOUBLE -> Json.of(0);
            case BYTES, TIME, MICRO_TIME, QUANTITY, INT_OR_STRING -> null;
          };
      case ObjectType _ -> JsonObject.EMPTY;
      case Type.Anything _, Type.ListOf _, Type.MapOf _ -> null;
    };
  }
}
