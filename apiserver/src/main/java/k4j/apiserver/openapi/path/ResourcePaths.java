package k4j.apiserver.openapi.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.schema.Resource;
import k4j.apiserver.openapi.path.Operation.Media;
import k4j.apiserver.openapi.path.Operation.Traffic;

/// The paths of one resource: its collection, its objects, and the old way to watch both.
final class ResourcePaths {

  static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String DEPRECATED_LIST =
      "watch individual changes to a list of %s. deprecated: use the 'watch' parameter with a list"
          + " operation instead.";
  private static final String DEPRECATED_ONE =
      "watch changes to an object of kind %s. deprecated: use the 'watch' parameter with a list"
          + " operation instead, filtered to a single item with the 'fieldSelector' parameter.";

  private final Resource resource;
  private final CommonParameters parameters;
  private final String prefix;
  private final String scoped;

  ResourcePaths(Resource resource, CommonParameters parameters) {
    this.resource = resource;
    this.parameters = parameters;
    prefix = Wording.prefix(resource.name().group(), resource.name().version());
    scoped = resource.namespaced() ? "Namespaced" : "";
  }

  List<PathItem> items() {
    String root = resource.name().root();
    String inNamespace = resource.namespaced() ? "/namespaces/{namespace}" : "";
    String collection = root + inNamespace + "/" + resource.name().plural();
    var items = new ArrayList<PathItem>();
    add(items, collection, parameters.scope(resource), collectionOperations());
    add(items, collection + "/{name}", named(), objectOperations());
    if (resource.namespaced() && has("list")) {
      String all = root + "/" + resource.name().plural();
      add(items, all, parameters.pretty(), List.of(list("list", "ForAllNamespaces", "")));
    }
    for (Resource.Subresource below : resource.subresources()) {
      items.addAll(new SubresourcePaths(resource, below, parameters).items(collection));
    }
    if (has("watch")) {
      watches(items, root, inNamespace);
    }
    return items;
  }

  private static void add(
      List<PathItem> items, String path, List<Parameter> common, List<Operation> operations) {
    if (!operations.isEmpty()) {
      items.add(new PathItem(path, common, operations));
    }
  }

  private List<Parameter> named() {
    return CommonParameters.join(
        List.of(Parameter.nameOf(resource.kind())), parameters.scope(resource));
  }

  private boolean has(String verb) {
    return resource.verbs().contains(verb);
  }

  private String definition() {
    return resource.type().name();
  }

  private Operation operation(
      String method,
      String id,
      String description,
      String action,
      List<Parameter> own,
      Traffic traffic) {
    return new Operation(
        method,
        id,
        description,
        Wording.tag(resource.name()),
        action,
        Optional.of(Wording.kind(resource)),
        own,
        traffic);
  }

  private List<Operation> collectionOperations() {
    String object = definition();
    var out = new ArrayList<Operation>();
    if (has("list")) {
      out.add(list("list", "", scoped));
    }
    if (has("create")) {
      out.add(
          operation(
              "post",
              "create" + prefix + scoped + resource.kind(),
              "create " + Wording.one(resource),
              "post",
              parameters.write(),
              Traffic.write(object, List.of(200, 201, 202))));
    }
    if (has("deletecollection")) {
      out.add(
          operation(
              "delete",
              "delete" + prefix + "Collection" + scoped + resource.kind(),
              "delete collection of " + resource.kind(),
              "deletecollection",
              CommonParameters.join(parameters.delete(), parameters.selection()),
              Traffic.delete(META + "Status", List.of(200))));
    }
    return out;
  }

  private Operation list(String verb, String suffix, String scope) {
    String what = has("watch") ? "list or watch objects of kind " : "list objects of kind ";
    return operation(
        "get",
        verb + prefix + scope + resource.kind() + suffix,
        what + resource.kind(),
        "list",
        parameters.list(),
        Traffic.answer(new Media(Media.ANY, Media.STREAM), definition() + "List"));
  }

  private List<Operation> objectOperations() {
    String object = definition();
    String id = prefix + scoped + resource.kind();
    var out = new ArrayList<Operation>();
    if (has("get")) {
      out.add(
          operation(
              "get",
              "read" + id,
              "read the specified " + resource.kind(),
              "get",
              List.of(),
              Traffic.answer(Media.objects(), object)));
    }
    if (has("update")) {
      out.add(
          operation(
              "put",
              "replace" + id,
              "replace the specified " + resource.kind(),
              "put",
              parameters.write(),
              Traffic.write(object, List.of(200, 201))));
    }
    if (has("patch")) {
      out.add(
          operation(
              "patch",
              "patch" + id,
              "partially update the specified " + resource.kind(),
              "patch",
              parameters.patch(),
              Traffic.patch(object)));
    }
    if (has("delete")) {
      out.add(delete(id));
    }
    return out;
  }

  private Operation delete(String id) {
    String answer = DeletedAs.definition(resource);
    return operation(
        "delete",
        "delete" + id,
        "delete " + Wording.one(resource),
        "delete",
        parameters.delete(),
        Traffic.delete(answer, List.of(200, 202)));
  }

  private void watches(List<PathItem> items, String root, String inNamespace) {
    String plural = resource.name().plural();
    String collection = root + "/watch" + inNamespace + "/" + plural;
    List<Parameter> all = CommonParameters.join(parameters.list(), parameters.scope(resource));
    items.add(
        new PathItem(
            collection, all, List.of(watch("List", scoped, DEPRECATED_LIST, "watchlist"))));
    if (has("get")) {
      items.add(
          new PathItem(
              collection + "/{name}",
              CommonParameters.join(List.of(Parameter.nameOf(resource.kind())), all),
              List.of(watch("", scoped, DEPRECATED_ONE, "watch"))));
    }
    if (resource.namespaced()) {
      items.add(
          new PathItem(
              root + "/watch/" + plural,
              CommonParameters.join(parameters.list(), parameters.pretty()),
              List.of(watch("ListForAllNamespaces", "", DEPRECATED_LIST, "watchlist"))));
    }
  }

  private Operation watch(String suffix, String scope, String description, String action) {
    return operation(
        "get",
        "watch" + prefix + scope + resource.kind() + suffix,
        description.formatted(resource.kind()),
        action,
        List.of(),
        Traffic.answer(new Media(Media.ANY, Media.STREAM), META + "WatchEvent"));
  }
}
