package k4j.bench.fuzz;

import java.util.ArrayList;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;

/// Values by the schema, mostly of the right type.
///
/// @param wrongness how many in a hundred are of another type
record Values(Chance chance, Words words, int wrongness) {

  private static final int DEEPEST = 8;

  JsonObject object(ObjectType type) {
    return fields(type, 0);
  }

  Json of(Type type, String name, int depth) {
    if (chance.percent(wrongness)) {
      return anything(depth);
    }
    return switch (type) {
      case ObjectType object -> fields(object, depth);
      case Type.MapOf map -> {
        JsonObjectBuilder out = JsonObject.builder();
        for (int i = chance.below(3); i > 0; i--) {
          out.put(words.name(), of(map.value(), name, depth + 1));
        }
        yield out.build();
      }
      case Type.ListOf list -> {
        var items = new ArrayList<Json>();
        for (int i = chance.below(3); i > 0; i--) {
          items.add(of(list.element(), name, depth + 1));
        }
        yield JsonArray.of(items);
      }
      case Type.Scalar scalar -> scalar(scalar.kind(), name);
      case Type.Anything _ -> anything(depth);
    };
  }

  private JsonObject fields(ObjectType type, int depth) {
    JsonObjectBuilder out = JsonObject.builder();
    int likely = depth > DEEPEST ? 0 : 30 / (depth + 1);
    for (Field field : type.fields()) {
      boolean server = field.name().equals("managedFields") || field.name().equals("selfLink");
      boolean wanted = field.required() && depth < 2 * DEEPEST && chance.percent(95);
      if (wanted || chance.percent(server ? 1 : likely)) {
        out.put(field.name(), field(field, depth));
      }
    }
    if (chance.percent(1)) {
      out.put(words.text(), anything(depth));
    }
    return out.build();
  }

  Json field(Field field, int depth) {
    if (!field.allowedValues().isEmpty() && chance.percent(97)) {
      return Json.of(chance.of(field.allowedValues()));
    }
    Json standard = field.defaultValue();
    return standard != null && chance.percent(30)
        ? standard
        : of(field.type(), field.name(), depth + 1);
  }

  private Json scalar(Type.ScalarKind kind, String name) {
    return switch (kind) {
      case STRING -> Json.of(string(name));
      case BOOLEAN -> Json.of(chance.percent(50));
      case INT32, INT64 ->
          Json.of(chance.percent(95) ? chance.below(100) : chance.random().nextLong());
      case DOUBLE -> Json.of(chance.random().nextDouble());
      case BYTES -> Json.of(chance.percent(95) ? "AAAA" : words.text());
      case TIME -> Json.of(chance.percent(95) ? "2026-01-02T03:04:05Z" : words.text());
      case MICRO_TIME -> Json.of(chance.percent(95) ? "2026-01-02T03:04:05.678901Z" : "now");
      case DURATION -> Json.of(chance.percent(95) ? "1m30s" : words.text());
      case QUANTITY -> Json.of(chance.of("1", "100m", "1Gi", "1e3", "-1", "0", "10Ei", "1e99"));
      case INT_OR_STRING ->
          chance.percent(50) ? Json.of(chance.below(9000)) : Json.of(chance.of("25%", "http"));
    };
  }

  private String string(String name) {
    return switch (name) {
      case "namespace" -> words.namespace();
      case "protocol" -> chance.of("TCP", "UDP", "SCTP", "tcp");
      case "image" -> "registry.example.com/image:1";
      case "path", "mountPath", "devicePath" -> chance.of("/", "/data", "../x", "rel");
      case "operator" -> chance.of("In", "NotIn", "Exists", "DoesNotExist", "Equal", "Gt");
      case "effect" -> chance.of("NoSchedule", "NoExecute", "");
      case "schedule" -> chance.of("* * * * *", "@daily", "99 * * * *", "x");
      case "apiVersion" -> chance.of("v1", "apps/v1", "a/b/c", "");
      case "kind" -> chance.of("Pod", "Deployment", "Nothing");
      case "type" -> chance.of("ClusterIP", "Opaque", "RollingUpdate", "Recreate", "");
      default -> chance.percent(80) ? words.name() : words.text();
    };
  }

  Json anything(int depth) {
    return switch (chance.below(depth > DEEPEST ? 5 : 8)) {
      case 0 -> JsonNull.NULL;
      case 1 -> Json.of(chance.percent(50));
      case 2 -> Json.of(chance.random().nextLong());
      case 3 -> Json.of(chance.random().nextGaussian() * 1e9);
      case 4 -> Json.of(words.text());
      case 5 -> JsonArray.of(anything(depth + 1), anything(depth + 1));
      case 6 -> JsonObject.EMPTY;
      default ->
          JsonObject.builder()
              .put(words.text(), anything(depth + 1))
              .put(words.name(), anything(depth + 1))
              .build();
    };
  }
}
