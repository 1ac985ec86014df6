package k4j.apiserver.openapi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.apiserver.discovery.EntityTag;
import k4j.apiserver.openapi.path.ApiPaths;
import k4j.apiserver.openapi.path.Operation;
import k4j.apiserver.openapi.path.ParameterTable;
import k4j.apiserver.openapi.path.PathItem;
import k4j.apiserver.openapi.schema.Reachable;
import k4j.apiserver.openapi.schema.Schemas;
import k4j.apiserver.openapi.schema.Schemas.Dialect;

/// Writes whole documents, piece by piece into a deflating stream: none of them is ever in memory
/// as a tree.
final class Documents {

  private final Catalog catalog;
  private final String version;
  private final ParameterTable table = new ParameterTable();
  private final ApiPaths paths;

  /// @param version of Kubernetes
  Documents(Catalog catalog, String version) {
    this.catalog = catalog;
    this.version = version;
    paths = new ApiPaths(catalog, table);
  }

  ApiPaths paths() {
    return paths;
  }

  private JsonObject info() {
    return JsonObject.EMPTY.with("title", "Kubernetes").with("version", version);
  }

  /// A part of a document that is written value by value.
  private record Part(String name, Collection<String> keys, Function<String, JsonObject> value) {}

  private SortedSet<String> definitions(Collection<PathItem> items) {
    List<Operation> operations =
        items.stream().flatMap(item -> item.operations().stream()).toList();
    var names = new HashSet<String>();
    for (Operation operation : operations) {
      operation.body().ifPresent(body -> names.add(body.definition()));
      names.addAll(operation.responses().values());
    }
    return new Reachable(catalog).from(names);
  }

  /// The one document of version 2, deflated.
  byte[] second() {
    Map<String, PathItem> all = paths.all();
    var schemas = new Schemas(catalog, Dialect.V2);
    JsonObject head =
        JsonObject.EMPTY
            .with("swagger", "2.0")
            .with("info", info())
            .with("parameters", Paths2.sharedParameters(table))
            .with("security", Security.requirement())
            .with("securityDefinitions", Security.definition());
    return deflated(
        head,
        List.of(
            new Part("definitions", definitions(all.values()), schemas::definition),
            new Part("paths", all.keySet(), path -> Paths2.item(item(all, path)))));
  }

  /// As above, as a message of the protobuf form that kubectl reads.
  byte[] secondAsProtobuf() {
    Map<String, PathItem> all = paths.all();
    var schemas = new Schemas(catalog, Dialect.V2);
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(SecondProtobuf.head(info(), Paths2.sharedParameters(table)));
      for (String path : all.keySet()) {
        gzip.write(SecondProtobuf.path(path, Paths2.item(item(all, path))));
      }
      for (String name : definitions(all.values())) {
        gzip.write(SecondProtobuf.definition(name, schemas.definition(name)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// A document of version 3, deflated; empty where there is none.
  byte[] third(String document) {
    Map<String, PathItem> items = new TreeMap<>();
    paths.paths(document).forEach(item -> items.put(item.path(), item));
    if (items.isEmpty()) {
      return new byte[0];
    }
    var schemas = new Schemas(catalog, Dialect.V3);
    JsonObject head = JsonObject.EMPTY.with("openapi", "3.0.0").with("info", info());
    String components =
        ",\"components\":{\"securitySchemes\":" + Security.definition() + ",\"schemas\":{";
    SortedSet<String> names = definitions(items.values());
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      begin(head, gzip);
      write(new Part("paths", items.keySet(), path -> Paths3.item(item(items, path))), gzip);
      gzip.write(components.getBytes(StandardCharsets.UTF_8));
      entries(new Part("", names, schemas::definition), gzip);
      gzip.write("}}}".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// What changes with the content of a document of version 3. What a built-in one holds follows
  /// from the program and what it serves, so that its hash can be told before it is made.
  String hash(String document) {
    List<Resource> resources = paths.resources(document);
    List<String> editions =
        resources.stream().map(resource -> catalog.edition(resource.type().name())).toList();
    String text = version + " " + document + " " + resources + " " + editions;
    return EntityTag.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static PathItem item(Map<String, PathItem> items, String path) {
    return Objects.requireNonNull(items.get(path));
  }

  private static byte[] deflated(JsonObject head, List<Part> parts) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      begin(head, gzip);
      for (Part part : parts) {
        write(part, gzip);
      }
      gzip.write('}');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// All of an object but its closing brace.
  private static void begin(JsonObject head, OutputStream out) throws IOException {
    byte[] bytes = JsonWriter.toBytes(head);
    out.write(bytes, 0, bytes.length - 1);
  }

  private static void write(Part part, OutputStream out) throws IOException {
    out.write((",\"" + part.name() + "\":{").getBytes(StandardCharsets.UTF_8));
    entries(part, out);
    out.write('}');
  }

  private static void entries(Part part, OutputStream out) throws IOException {
    Iterator<String> keys = part.keys().iterator();
    while (keys.hasNext()) {
      String key = keys.next();
      out.write(("\"" + key + "\":").getBytes(StandardCharsets.UTF_8));
      out.write(JsonWriter.toBytes(part.value().apply(key)));
      if (keys.hasNext()) {
        out.write(',');
      }
    }
  }
}
