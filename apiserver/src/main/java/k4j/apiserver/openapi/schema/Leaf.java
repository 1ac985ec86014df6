package k4j.apiserver.openapi.schema;

import k4j.api.json.JsonObject;
import k4j.api.schema.Type.ScalarKind;

/// How a scalar is described.
///
/// @param type `string`, `integer`, `number` or `boolean`
/// @param format empty where there is none
/// @param definition what to refer to instead, or `""`
record Leaf(String type, String format, String definition) {

  private static final String MACHINERY = "io.k8s.apimachinery.pkg.";

  static Leaf of(ScalarKind kind) {
    return switch (kind) {
      case STRING -> new Leaf("string", "", "");
      case BOOLEAN -> new Leaf("boolean", "", "");
      case INT32 -> new Leaf("integer", "int32", "");
      case INT64 -> new Leaf("integer", "int64", "");
      case DOUBLE -> new Leaf("number", "double", "");
      case BYTES -> new Leaf("string", "byte", "");
      case TIME -> new Leaf("string", "date-time", MACHINERY + "apis.meta.v1.Time");
      case MICRO_TIME -> new Leaf("string", "date-time", MACHINERY + "apis.meta.v1.MicroTime");
      case DURATION -> new Leaf("string", "", MACHINERY + "apis.meta.v1.Duration");
      case QUANTITY -> new Leaf("string", "", MACHINERY + "api.resource.Quantity");
      case INT_OR_STRING ->
          new Leaf("string", "int-or-string", MACHINERY + "util.intstr.IntOrString");
    };
  }

  JsonObject schema() {
    JsonObject schema = JsonObject.EMPTY.with("type", type);
    return format.isEmpty() ? schema : schema.with("format", format);
  }
}
