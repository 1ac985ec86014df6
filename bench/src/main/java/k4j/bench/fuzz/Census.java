package k4j.bench.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.api.protobuf.ProtobufCodec;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Resource;

/// Reads everything that a server holds: each object must be whole, readable in every encoding, and
/// accepted when it is written back as it is.
final class Census {

  private final Wire wire;
  private final Verdict verdict = new Verdict(new ProtobufCodec(new BuiltinCatalog()));
  private final List<String> complaints = new ArrayList<>();

  private Census(Wire wire) {
    this.wire = wire;
  }

  static List<String> complaints(Target target) throws IOException {
    try (Wire wire = target.connect()) {
      var census = new Census(wire);
      for (Resource resource : new BuiltinCatalog().resources()) {
        if (resource.enabledByDefault() && resource.verbs().contains("update")) {
          census.read(resource);
        }
      }
      return List.copyOf(census.complaints);
    }
  }

  private void read(Resource resource) throws IOException {
    String group = resource.name().group();
    String base =
        (group.isEmpty() ? "/api/" : "/apis/" + group + "/") + resource.name().version() + "/";
    String path = base + resource.name().plural();
    for (String type :
        List.of(
            "application/yaml",
            "application/vnd.kubernetes.protobuf",
            "application/json;as=Table;g=meta.k8s.io;v=v1",
            "application/json")) {
      var shot = new Shot("GET", path, List.of("Accept: " + type), new byte[0]);
      Reply reply = wire.send(shot);
      Optional<String> complaint = verdict.complaint(shot, reply);
      if (reply.status() != 200 || complaint.isPresent()) {
        complaints.add(path + " as " + type + ": " + reply.status() + " " + complaint);
      } else if (type.equals("application/json")) {
        items(resource, base, reply);
      }
    }
  }

  private void items(Resource resource, String base, Reply reply) throws IOException {
    JsonObject list;
    try {
      list = JsonParser.parseObject(reply.body());
    } catch (JsonException malformed) {
      complaints.add(base + resource.name().plural() + ": " + malformed.getMessage());
      return;
    }
    for (JsonObject item : list.array("items").objects()) {
      item(resource, base, item);
    }
  }

  private void item(Resource resource, String base, JsonObject item) throws IOException {
    JsonObject metadata = item.object("metadata");
    for (String field : List.of("name", "uid", "resourceVersion", "creationTimestamp")) {
      if (metadata.string(field).isEmpty()) {
        complaints.add(base + resource.kind() + " without " + field + ": " + item);
      }
    }
    String namespace = metadata.string("namespace");
    String path =
        base
            + (namespace.isEmpty() ? "" : "namespaces/" + namespace + "/")
            + resource.name().plural()
            + "/"
            + Targets.encoded(metadata.string("name"))
            + "?dryRun=All";
    Json whole = item.with("apiVersion", resource.apiVersion()).with("kind", resource.kind());
    Reply reply =
        wire.send(
            new Shot(
                "PUT", path, List.of("Content-Type: application/json"), JsonWriter.toBytes(whole)));
    if (reply.status() != 200) {
      complaints.add(
          path
              + " is not accepted as it is: "
              + new String(reply.body(), StandardCharsets.UTF_8)
              + "\n  "
              + item);
    }
  }
}
