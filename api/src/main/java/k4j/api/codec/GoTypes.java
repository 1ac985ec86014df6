package k4j.api.codec;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import k4j.api.schema.Type.ScalarKind;

/// The names and zero values of the Go types behind the schema, which error messages show.
final class GoTypes {

  private GoTypes() {}

  static String name(Type type) {
    return switch (type) {
      case ObjectType object -> lastTwo(object.name());
      case Type.ListOf list -> "[]" + name(list.element());
      case Type.MapOf map -> "map[string]" + name(map.value());
      case Type.Scalar scalar -> name(scalar.kind());
      case Type.Anything _ -> "runtime.RawExtension";
    };
  }

  static String name(ScalarKind kind) {
    return switch (kind) {
      case STRING -> "string";
      case BOOLEAN -> "bool";
      case INT32 -> "int32";
      case INT64 -> "int64";
      case DOUBLE -> "float64";
      case BYTES -> "[]uint8";
      case TIME -> "v1.Time";
      case MICRO_TIME -> "v1.MicroTime";
      case DURATION -> "v1.Duration";
      case QUANTITY -> "resource.Quantity";
      case INT_OR_STRING -> "intstr.IntOrString";
    };
  }

  /// `io.k8s.api.core.v1.PodSpec` is `v1.PodSpec` in Go.
  private static String lastTwo(String definition) {
    int last = definition.lastIndexOf('.');
    int before = definition.lastIndexOf('.', last - 1);
    return definition.substring(before + 1);
  }

  /// What a null becomes within a list or a map.
  static Json zero(Type type) {
    return switch (type) {
      case ObjectType _, Type.MapOf _ -> JsonObject.EMPTY;
      case Type.ListOf _ -> JsonArray.EMPTY;
      case Type.Anything _ -> JsonNull.NULL;
      case Type.Scalar scalar ->
          switch (scalar.kind()) {
            case STRING, BYTES -> Json.of("");
            case BOOLEAN -> Json.of(false);
            case INT32, INT64, DOUBLE, INT_OR_STRING -> Json.of(0);
            case QUANTITY, DURATION -> Json.of("0");
            case TIME, MICRO_TIME -> JsonNull.NULL;
          };
    };
  }
}
