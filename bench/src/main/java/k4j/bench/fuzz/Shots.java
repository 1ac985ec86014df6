package k4j.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.protobuf.ProtobufCodec;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.api.yaml.YamlWriter;

/// Makes the requests: the same for the same seed and number.
final class Shots {

  private static final byte[] NOTHING = {};
  private static final List<String> PATCH_TYPES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml");

  private final List<Resource> common;
  private final List<Resource> all;
  private final Models models = new Models();
  private final ProtobufCodec protobuf;

  Shots(Catalog catalog) {
    all = List.copyOf(catalog.resources());
    common = all.stream().filter(models::knows).toList();
    protobuf = new ProtobufCodec(catalog);
  }

  /// Everything that one request is made with.
  private record Tools(Chance chance, Words words, Values values, Mutation mutation) {
    static Tools of(long seed) {
      var chance = new Chance(new SplittableRandom(seed));
      var words = new Words(chance);
      var values = new Values(chance, words, chance.percent(50) ? 0 : 3);
      return new Tools(chance, words, values, new Mutation(chance, values));
    }
  }

  Shot shot(long seed) {
    Tools tools = Tools.of(seed);
    Chance chance = tools.chance();
    Resource resource = chance.of(chance.percent(85) ? common : all);
    String method =
        chance.percent(98)
            ? chance.of("GET", "POST", "POST", "PUT", "PATCH", "PATCH", "PATCH", "DELETE")
            : chance.of("HEAD", "OPTIONS", "TRACE", "FOO", "get");
    boolean named =
        switch (method) {
          case "POST" -> chance.percent(10);
          case "DELETE" -> chance.percent(98);
          case "GET" -> chance.percent(60);
          default -> chance.percent(97);
        };
    var targets = new Targets(chance, tools.words());
    String target = targets.path(resource, named) + targets.query();
    var headers = new ArrayList<String>();
    new Fields(chance, tools.words()).addTo(headers);
    byte[] body = body(tools, method, resource, target, headers);
    return new Shot(method, target, headers, body);
  }

  private byte[] body(
      Tools tools, String method, Resource resource, String target, List<String> headers) {
    Chance chance = tools.chance();
    JsonObject model = models.of(resource, chance, tools.values());
    byte[] body =
        switch (method) {
          case "POST", "PUT" -> object(tools, resource, named(tools, model, target), headers);
          case "PATCH" -> patch(tools, named(tools, model, target), headers);
          case "DELETE" -> chance.percent(70) ? NOTHING : options(tools, headers);
          default -> chance.percent(97) ? NOTHING : chance.bytes(chance.below(200));
        };
    return chance.percent(4) ? tools.mutation().garbled(body) : body;
  }

  private static JsonObject named(Tools tools, JsonObject model, String target) {
    String path = target.replaceAll("\\?.*", "");
    boolean own = tools.chance().percent(50) && path.matches(".*/n-\\d+");
    String name = own ? path.substring(path.lastIndexOf('/') + 1) : tools.words().name();
    List<String> finalizers =
        tools.chance().percent(3) ? List.of("example.com/f") : List.<String>of();
    Json named = Models.named(model, name, finalizers);
    for (int i = tools.chance().below(3); i > 0; i--) {
      named = tools.mutation().changed(named);
    }
    return named instanceof JsonObject object ? object : model;
  }

  private byte[] object(Tools tools, Resource resource, JsonObject object, List<String> headers) {
    Chance chance = tools.chance();
    return switch (chance.below(10)) {
      case 0, 1 -> {
        headers.add("Content-Type: application/yaml");
        yield YamlWriter.write(object).getBytes(StandardCharsets.UTF_8);
      }
      case 2, 3 -> {
        headers.add("Content-Type: application/vnd.kubernetes.protobuf");
        yield message(tools, resource, object);
      }
      case 4 -> {
        headers.add("Content-Type: " + chance.of("text/plain", "", "a/b;c=d", "application/cbor"));
        yield JsonWriter.toBytes(object);
      }
      case 5 -> deep(tools, object);
      default -> {
        headers.add("Content-Type: application/json");
        yield JsonWriter.toBytes(object);
      }
    };
  }

  private static byte[] deep(Tools tools, JsonObject object) {
    int depth = tools.chance().below(3000);
    String json =
        switch (tools.chance().below(4)) {
          case 0 -> "[".repeat(depth);
          case 1 -> "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
          case 2 -> "{\"kind\":\"Pod\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}";
          default -> JsonWriter.toString(object);
        };
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] message(Tools tools, Resource resource, JsonObject object) {
    Chance chance = tools.chance();
    if (chance.percent(20)) {
      byte[] random = chance.bytes(chance.below(300));
      return ProtobufCodec.envelope(resource.apiVersion(), resource.kind(), random);
    }
    byte[] message;
    try {
      JsonObject good = models.of(resource, chance, tools.values());
      message = protobuf.message(good, resource.type());
    } catch (IllegalArgumentException | ClassCastException noProtobuf) {
      message = chance.bytes(99);
    }
    byte[] whole =
        ProtobufCodec.envelope(object.string("apiVersion"), object.string("kind"), message);
    return chance.percent(40) ? tools.mutation().garbled(whole) : whole;
  }

  private static byte[] patch(Tools tools, JsonObject model, List<String> headers) {
    Chance chance = tools.chance();
    var patches = new PatchBodies(chance, tools.words(), tools.values());
    String type = chance.of(PATCH_TYPES);
    headers.add("Content-Type: " + (chance.percent(97) ? type : "application/x"));
    return switch (type) {
      case "application/json-patch+json" -> JsonWriter.toBytes(patches.json(model));
      case "application/apply-patch+yaml" ->
          chance.percent(50)
              ? YamlWriter.write(model).getBytes(StandardCharsets.UTF_8)
              : JsonWriter.toBytes(model);
      default -> JsonWriter.toBytes(patches.merge(model));
    };
  }

  private static byte[] options(Tools tools, List<String> headers) {
    headers.add("Content-Type: application/json");
    Json options =
        JsonObject.builder()
            .put("kind", "DeleteOptions")
            .put("apiVersion", tools.chance().of("v1", "apps/v1", ""))
            .put("gracePeriodSeconds", tools.chance().below(3))
            .put("preconditions", tools.values().anything(6))
            .build();
    return JsonWriter.toBytes(tools.mutation().changed(options));
  }
}
