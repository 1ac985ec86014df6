package k4j.schema.writer;

import k4j.schema.model.DefinitionModel;
import k4j.schema.model.FieldModel;
import k4j.schema.model.SchemaModel;
import k4j.schema.model.TypeModel;
import k4j.schema.model.TypeModel.ScalarName;

/// How the generated Java reads and writes one field.
///
/// @param type what the accessor returns
/// @param read an expression over `json`
/// @param parameter what the wither takes
/// @param write an expression over `value`, for `JsonObject.with`
record Access(String type, String read, String parameter, String write) {

  private static Access same(String type, String read, String write) {
    return new Access(type, read, type, write);
  }

  static Access of(FieldModel field, SchemaModel schema, String fromPackage) {
    String name = '"' + field.name() + '"';
    return switch (field.type()) {
      case TypeModel.Scalar scalar -> scalar(scalar.name(), name);
      case TypeModel.Anything _ ->
          new Access(
              "Optional<Json>", "Optional.ofNullable(json.get(" + name + "))", "Json", "value");
      case TypeModel.Reference reference -> {
        String view = view(reference, schema, fromPackage);
        yield same(view, "new %s(json.object(%s))".formatted(view, name), "value.json()");
      }
      case TypeModel.ListOf list -> list(list.element(), name, schema, fromPackage);
      case TypeModel.MapOf map -> map(map.value(), name, schema, fromPackage);
    };
  }

  private static String view(
      TypeModel.Reference reference, SchemaModel schema, String fromPackage) {
    DefinitionModel definition = schema.definition(reference.definition());
    return JavaNames.type(definition, fromPackage);
  }

  private static Access scalar(ScalarName scalar, String name) {
    return switch (scalar) {
      case STRING, DURATION -> same("String", "json.string(" + name + ")", "value");
      case BOOLEAN -> same("boolean", "json.bool(" + name + ")", "value");
      case INT32 -> same("int", "(int) json.integer(" + name + ")", "value");
      case INT64 -> same("long", "json.integer(" + name + ")", "value");
      case DOUBLE -> same("double", "Scalars.decimal(json.get(" + name + "))", "Json.of(value)");
      case BYTES -> same("byte[]", "Scalars.bytes(json.get(" + name + "))", "Scalars.json(value)");
      case TIME -> time(name, "Times.format(value)");
      case MICRO_TIME -> time(name, "Times.formatMicro(value)");
      case QUANTITY -> optional("Quantity", "quantity", name, "value.json()");
      case INT_OR_STRING -> optional("IntOrString", "intOrString", name, "value.json()");
    };
  }

  private static Access time(String name, String write) {
    return new Access("Optional<Instant>", "Times.in(json, " + name + ")", "Instant", write);
  }

  private static Access optional(String type, String reader, String name, String write) {
    String read = "Scalars.%s(json.get(%s))".formatted(reader, name);
    return new Access("Optional<" + type + ">", read, type, write);
  }

  private static Access list(
      TypeModel element, String name, SchemaModel schema, String fromPackage) {
    String array = "json.array(" + name + ")";
    return switch (element) {
      case TypeModel.Reference reference -> {
        String view = view(reference, schema, fromPackage);
        yield new Access(
            "List<" + view + ">",
            "ViewList.of(%s, %s::new)".formatted(array, view),
            "Collection<" + view + ">",
            "ViewList.json(value)");
      }
      case TypeModel.Scalar(ScalarName scalar) when scalar == ScalarName.STRING ->
          new Access(
              "List<String>",
              array + ".strings()",
              "Collection<String>",
              "JsonArray.ofStrings(value)");
      case TypeModel.Scalar(ScalarName scalar) -> {
        String type = boxed(scalar);
        yield new Access(
            "List<" + type + ">",
            "Scalars.list(%s, Scalars::%s)".formatted(array, reader(scalar)),
            "Collection<" + type + ">",
            "Scalars.json(value, %s)".formatted(jsonOf(scalar)));
      }
      case TypeModel.Anything _, TypeModel.ListOf _, TypeModel.MapOf _ ->
          same("JsonArray", array, "value");
    };
  }

  private static Access map(TypeModel value, String name, SchemaModel schema, String fromPackage) {
    String object = "json.object(" + name + ")";
    return switch (value) {
      case TypeModel.Reference reference -> {
        String view = view(reference, schema, fromPackage);
        yield same(
            "Map<String, " + view + ">",
            "Scalars.map(%s, item -> new %s(Scalars.object(item)))".formatted(object, view),
            "Scalars.json(value, %s::json)".formatted(view));
      }
      case TypeModel.Scalar(ScalarName scalar) when scalar == ScalarName.STRING ->
          same("Map<String, String>", object + ".strings()", "JsonObject.ofStrings(value)");
      case TypeModel.Scalar(ScalarName scalar) ->
          same(
              "Map<String, " + boxed(scalar) + ">",
              "Scalars.map(%s, Scalars::%s)".formatted(object, reader(scalar)),
              "Scalars.json(value, %s)".formatted(jsonOf(scalar)));
      case TypeModel.ListOf _ ->
          same(
              "Map<String, List<String>>",
              "Scalars.map(" + object + ", Scalars::strings)",
              "Scalars.json(value, JsonArray::ofStrings)");
      case TypeModel.Anything _, TypeModel.MapOf _ -> same("JsonObject", object, "value");
    };
  }

  private static String boxed(ScalarName scalar) {
    return switch (scalar) {
      case STRING, DURATION -> "String";
      case BOOLEAN -> "Boolean";
      case INT32 -> "Integer";
      case INT64 -> "Long";
      case DOUBLE -> "Double";
      case BYTES -> "byte[]";
      case TIME, MICRO_TIME -> "Instant";
      case QUANTITY -> "Quantity";
      case INT_OR_STRING -> "IntOrString";
    };
  }

  private static String reader(ScalarName scalar) {
    return switch (scalar) {
      case STRING, DURATION -> "string";
      case BOOLEAN -> "bool";
      case INT32 -> "integer";
      case INT64 -> "whole";
      case DOUBLE -> "decimal";
      case BYTES -> "bytes";
      case TIME, MICRO_TIME -> "instant";
      case QUANTITY -> "exactQuantity";
      case INT_OR_STRING -> "exactIntOrString";
    };
  }

  private static String jsonOf(ScalarName scalar) {
    return switch (scalar) {
      case STRING, DURATION, BOOLEAN, INT32, INT64, DOUBLE -> "Json::of";
      case TIME -> "Scalars::time";
      case MICRO_TIME -> "Scalars::microTime";
      case BYTES -> "Scalars::json";
      case QUANTITY -> "Quantity::json";
      case INT_OR_STRING -> "IntOrString::json";
    };
  }
}
