package k4j.bench.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.Resource.Subresource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.extension.schema.SchemaTypes;
import k4j.apiserver.extension.schema.Structural;

/// What is there before the first random request: custom resources with expressions, and policies
/// that are asked about writes.
final class Setup {

  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private final List<JsonObject> objects;

  Setup() throws IOException {
    try (InputStream in = Setup.class.getResourceAsStream("setup.json")) {
      if (in == null || !(JsonParser.parse(in.readAllBytes()) instanceof JsonArray all)) {
        throw new IllegalStateException("setup.json is missing");
      }
      objects = all.objects();
    }
  }

  /// Makes them.
  ///
  /// @throws IOException also where one is refused
  void create(Wire wire, Catalog catalog) throws IOException {
    for (JsonObject object : objects) {
      Resource resource =
          catalog.resources().stream()
              .filter(each ->
                  each.kind().equals(object.string("kind"))
                      && each.apiVersion().equals(object.string("apiVersion")))
              .findFirst()
              .orElseThrow();
      String path = "/apis/" + resource.apiVersion() + "/" + resource.name().plural();
      var shot =
          new Shot(
              "POST", path, List.of("Content-Type: application/json"), JsonWriter.toBytes(object));
      Reply reply = wire.send(shot);
      if (reply.status() != 201) {
        throw new IOException(path + ": " + new String(reply.body(), StandardCharsets.UTF_8));
      }
    }
  }

  /// What the definitions serve.
  List<Resource> resources(Catalog catalog) {
    ObjectType metadata =
        Objects.requireNonNull(
            catalog.definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"));
    var types = new SchemaTypes(metadata);
    var out = new ArrayList<Resource>();
    for (JsonObject definition : objects) {
      JsonObject spec = definition.object("spec");
      for (JsonObject version : spec.array("versions").objects()) {
        out.add(resource(spec, version, types));
      }
    }
    return List.copyOf(out);
  }

  private static Resource resource(JsonObject spec, JsonObject version, SchemaTypes types) {
    JsonObject names = spec.object("names");
    Structural schema = Structural.of(version.object("schema").object("openAPIV3Schema")).asRoot();
    String apiVersion = spec.string("group") + "/" + version.string("name");
    var subresources = new ArrayList<Subresource>();
    for (String each : version.object("subresources").names()) {
      String kind =
          each.equals("scale") ? "autoscaling/v1/Scale" : apiVersion + "/" + names.string("kind");
      subresources.add(new Subresource(each, kind, List.of("get", "patch", "update")));
    }
    return new Resource(
        new ResourceName(spec.string("group"), version.string("name"), names.string("plural")),
        names.string("kind"),
        names.string("singular"),
        spec.string("scope").equals("Namespaced"),
        List.of(),
        List.of(),
        VERBS,
        true,
        types.root(names.string("kind"), () -> schema, false),
        subresources,
        List.of(),
        List.of());
  }
}
