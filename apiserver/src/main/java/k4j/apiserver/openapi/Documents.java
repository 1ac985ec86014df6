package k4j.apiserver.openapi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.apiserver.discovery.EntityTag;
import k4j.apiserver.openapi.Part.Content;
import k4j.apiserver.openapi.path.ApiPaths;
import k4j.apiserver.openapi.path.Operation;
import k4j.apiserver.openapi.path.ParameterTable;
import k4j.apiserver.openapi.path.PathItem;
import k4j.apiserver.openapi.schema.Reachable;

/// Which documents there are of a state of the catalog, and what each of them consists of.
final class Documents {

  static final Piece COMMA = Piece.of(",");

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private static final String SCALE = "io.k8s.api.autoscaling.v1.Scale";

  /// What every custom resource refers to.
  private static final List<String> SHARED =
      List.of(
          META + "DeleteOptions",
          META + "ListMeta",
          META + "ObjectMeta",
          META + "Patch",
          META + "Status");

  private final Catalog catalog;
  private final String version;
  private final ParameterTable table;
  private final ApiPaths paths;

  /// @param version of Kubernetes
  Documents(Catalog catalog, String version, ParameterTable table) {
    this.catalog = catalog;
    this.version = version;
    this.table = table;
    paths = new ApiPaths(catalog, table);
  }

  ParameterTable table() {
    return table;
  }

  /// Of all documents of version 3.
  List<String> names() {
    return paths.documents();
  }

  /// The resources that a document of version 3 is about.
  List<Resource> resources(String document) {
    return paths.resources(document);
  }

  List<Resource> builtin() {
    return paths.builtin();
  }

  List<Resource> customs() {
    return paths.customs();
  }

  boolean isCustom(Resource resource) {
    return paths.isCustom(resource);
  }

  /// The part of all built-in resources.
  Part part() {
    return builtin(
        () -> names().stream().flatMap(document -> paths.paths(document).stream()).toList());
  }

  /// The part of the built-in resources of one document; empty where it has none.
  Optional<Part> part(String document) {
    List<PathItem> items = paths.paths(document);
    return items.isEmpty() ? Optional.empty() : Optional.of(builtin(() -> items));
  }

  private Part builtin(Supplier<List<PathItem>> items) {
    return new Part(
        catalog,
        () -> {
          List<PathItem> all = items.get();
          return new Content(all, new Reachable(catalog).from(named(all)));
        });
  }

  /// The part of a custom resource: its own paths and definitions.
  Part part(Resource resource) {
    String name = resource.type().name();
    return new Part(
        catalog, () -> new Content(paths.paths(resource), List.of(name, name + "List")));
  }

  /// The built-in definitions that custom resources need.
  ///
  /// @param scaled whether one of them has `scale`
  Part shared(boolean scaled) {
    return new Part(
        catalog,
        () -> {
          var names = new ArrayList<>(SHARED);
          if (scaled) {
            names.add(SCALE);
          }
          return new Content(List.of(), new Reachable(catalog).from(names));
        });
  }

  /// The definitions that operations name.
  private static Set<String> named(Collection<PathItem> items) {
    var names = new HashSet<String>();
    for (PathItem item : items) {
      for (Operation operation : item.operations()) {
        operation.body().ifPresent(body -> names.add(body.definition()));
        names.addAll(operation.responses().values());
      }
    }
    return names;
  }

  private static JsonObject info(String title, String version) {
    return JsonObject.EMPTY.with("title", title).with("version", version);
  }

  /// All of an object but its closing brace.
  private static String open(JsonObject head) {
    String text = head.toString();
    return text.substring(0, text.length() - 1);
  }

  String secondHead() {
    return open(
        JsonObject.EMPTY
            .with("swagger", "2.0")
            .with("info", info("Kubernetes", version))
            .with("parameters", Paths2.sharedParameters(table))
            .with("security", Security.requirement())
            .with("securityDefinitions", Security.definition()));
  }

  Piece secondProtobufHead() {
    JsonObject info = info("Kubernetes", version);
    return Piece.of(SecondProtobuf.head(info, Paths2.sharedParameters(table)));
  }

  /// @param custom whether only custom resources are in the document
  String thirdHead(boolean custom) {
    JsonObject info =
        custom ? info("Kubernetes CRD Swagger", "v0.1.0") : info("Kubernetes", version);
    return open(JsonObject.EMPTY.with("openapi", "3.0.0").with("info", info));
  }

  /// What changes with the content of a document of version 3. What a built-in one holds follows
  /// from the program and what it serves, so that its hash can be told before it is made.
  String hash(String document) {
    var text = new StringBuilder(version).append(' ').append(document);
    for (Resource resource : resources(document)) {
      text.append('\n').append(resource.name()).append(resource.verbs());
      text.append(resource.subresources()).append(catalog.edition(resource.type().name()));
    }
    return EntityTag.hash(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
