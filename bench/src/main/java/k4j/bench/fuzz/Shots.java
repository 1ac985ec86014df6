package k4j.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.protobuf.ProtobufCodec;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.Resource.Subresource;
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

  private static final Pattern PATH_NAME = Pattern.compile("/(n-\\d+)(?=[/?]|$)");

  private final Catalog catalog;
  private final List<Resource> common;
  private final List<Resource> all;
  private final Models models = new Models();
  private final ProtobufCodec protobuf;

  /// @param custom what is served besides the catalog's
  Shots(Catalog catalog, List<Resource> custom) {
    this.catalog = catalog;
    all = Stream.concat(catalog.resources().stream(), custom.stream()).toList();
    common = all.stream().filter(models::knows).toList();
    protobuf = new ProtobufCodec(catalog);
  }

  /// Everything that one request is made with.
  private record Tools(
      Chance chance, Words words, Values values, Mutation mutation, TypedMutation typed) {
    static Tools of(long seed) {
      var chance = new Chance(new SplittableRandom(seed));
      var words = new Words(chance);
      var values = new Values(chance, words, chance.percent(50) ? 0 : 3);
      return new Tools(
          chance,
          words,
          values,
          new Mutation(chance, values),
          new TypedMutation(chance, new Values(chance, words, 0)));
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
    String usual = models.name(resource);
    String name = usual.isEmpty() || chance.percent(40) ? tools.words().name() : usual;
    String target = targets.path(resource, named ? name : "") + targets.query();
    var headers = new ArrayList<String>();
    new Fields(chance, tools.words()).addTo(headers);
    byte[] body = body(tools, method, resource, target, headers);
    return new Shot(method, target, headers, body);
  }

  private byte[] body(
      Tools tools, String method, Resource resource, String target, List<String> headers) {
    Chance chance = tools.chance();
    Spoken spoken = spoken(tools, resource, target);
    byte[] body =
        switch (method) {
          case "POST", "PUT" -> object(tools, spoken, named(tools, spoken, target), headers);
          case "PATCH" -> patch(tools, named(tools, spoken, target), headers);
          case "DELETE" -> chance.percent(70) ? NOTHING : options(tools, headers);
          default -> chance.percent(97) ? NOTHING : chance.bytes(chance.below(200));
        };
    return chance.percent(4) ? tools.mutation().garbled(body) : body;
  }

  /// An object, and its type.
  private record Spoken(JsonObject model, ObjectType type) {}

  /// What the resource reads, or the subresource that the path names.
  private Spoken spoken(Tools tools, Resource resource, String target) {
    String path = target.replaceAll("\\?.*", "");
    String last = path.substring(path.lastIndexOf('/') + 1);
    for (Subresource each : resource.subresources()) {
      int slash = each.groupVersionKind().lastIndexOf('/');
      if (each.name().equals(last) && slash > 0 && tools.chance().percent(85)) {
        String apiVersion = each.groupVersionKind().substring(0, slash);
        String kind = each.groupVersionKind().substring(slash + 1);
        ObjectType type = catalog.kind(apiVersion, kind);
        if (type != null && !kind.equals(resource.kind())) {
          JsonObject object = tools.values().object(type);
          return new Spoken(object.with("apiVersion", apiVersion).with("kind", kind), type);
        }
      }
    }
    return new Spoken(models.of(resource, tools.chance(), tools.values()), resource.type());
  }

  private static JsonObject named(Tools tools, Spoken spoken, String target) {
    JsonObject model = spoken.model();
    String usual = model.object("metadata").string("name");
    boolean keeps = usual.length() > 1 && tools.chance().percent(60);
    var inPath = PATH_NAME.matcher(target);
    boolean own = tools.chance().percent(60) && inPath.find();
    String name = keeps ? usual : own ? inPath.group(1) : tools.words().name();
    List<String> finalizers =
        tools.chance().percent(3) ? List.of("example.com/f") : List.<String>of();
    Json named = Models.named(model, name, finalizers);
    boolean typed = tools.chance().percent(70);
    for (int i = tools.chance().below(4); i > 0; i--) {
      named = typed ? tools.typed().changed(named, spoken.type()) : tools.mutation().changed(named);
    }
    return named instanceof JsonObject object ? object : model;
  }

  private byte[] object(Tools tools, Spoken spoken, JsonObject object, List<String> headers) {
    Chance chance = tools.chance();
    return switch (chance.below(10)) {
      case 0, 1 -> {
        headers.add("Content-Type: application/yaml");
        yield YamlWriter.write(object).getBytes(StandardCharsets.UTF_8);
      }
      case 2, 3 -> {
        headers.add("Content-Type: application/vnd.kubernetes.protobuf");
        yield message(tools, spoken, object);
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

  private byte[] message(Tools tools, Spoken spoken, JsonObject object) {
    Chance chance = tools.chance();
    byte[] message;
    if (chance.percent(10)) {
      message = chance.bytes(chance.below(300));
    } else {
      message = message(object, spoken.type());
      message = message.length > 0 ? message : message(spoken.model(), spoken.type());
    }
    byte[] whole =
        ProtobufCodec.envelope(object.string("apiVersion"), object.string("kind"), message);
    return chance.percent(25) ? tools.mutation().garbled(whole) : whole;
  }

  /// Nothing where the object does not fit, or the type has no such form.
  private byte[] message(JsonObject object, ObjectType type) {
    try {
      return protobuf.speaks(type) ? protobuf.message(object, type) : NOTHING;
    } catch (IllegalArgumentException | ClassCastException unfit) {
      return NOTHING;
    }
  }

  private static byte[] patch(Tools tools, JsonObject model, List<String> headers) {
    Chance chance = tools.chance();
    var patches = new PatchBodies(chance, tools.words(), tools.values());
    String type = chance.of(PATCH_TYPES);
    headers.add("Content-Type: " + (chance.percent(97) ? type : "application/x"));
    return switch (type) {
      case "application/json-patch+json" -> JsonWriter.toBytes(patches.json(model));
      case "application/apply-patch+yaml" -> {
        JsonObject applied = chance.percent(50) ? model : patches.part(model);
        yield chance.percent(50)
            ? YamlWriter.write(applied).getBytes(StandardCharsets.UTF_8)
            : JsonWriter.toBytes(applied);
      }
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
