package k4j.apiserver.openapi.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import k4j.api.schema.Resource;
import k4j.api.schema.Resource.Subresource;
import k4j.apiserver.discovery.GroupVersionKind;
import k4j.apiserver.openapi.path.Operation.Media;
import k4j.apiserver.openapi.path.Operation.Traffic;

/// The paths of one subresource.
final class SubresourcePaths {

  private static final Set<String> CONNECTED = Set.of("attach", "exec", "portforward", "proxy");

  private final Resource resource;
  private final Subresource below;
  private final CommonParameters parameters;
  private final GroupVersionKind kind;
  private final String id;

  SubresourcePaths(Resource resource, Subresource below, CommonParameters parameters) {
    this.resource = resource;
    this.below = below;
    this.parameters = parameters;
    kind = GroupVersionKind.of(below);
    String scoped = resource.namespaced() ? "Namespaced" : "";
    id = scoped + resource.kind() + Wording.capital(below.name());
  }

  private String prefix() {
    return Wording.prefix(resource.name().group(), resource.name().version());
  }

  /// @param collection where the resource's own path is
  List<PathItem> items(String collection) {
    String path = collection + "/{name}/" + below.name();
    if (CONNECTED.contains(below.name())) {
      return connected(path);
    }
    var operations = new ArrayList<Operation>();
    List<Parameter> common = named(target());
    for (String verb : List.of("create", "get", "update", "patch")) {
      if (below.verbs().contains(verb)) {
        operations.add(operation(verb));
      }
    }
    if (below.name().equals("log")) {
      common = CommonParameters.join(common, logParameters());
    }
    return List.of(new PathItem(path, common, operations));
  }

  /// Whose name the path has.
  private String target() {
    return kind.kind();
  }

  private List<Parameter> named(String namedKind) {
    return CommonParameters.join(List.of(Parameter.nameOf(namedKind)), parameters.scope(resource));
  }

  private List<Parameter> logParameters() {
    return parameters
        .table()
        .list(
            "container-1GeXxFDC",
            "follow-9OIXh_2R",
            "insecureSkipTLSVerifyBackend-gM00jVbe",
            "limitBytes-zwd1RXuc",
            "previous-1jxDPu3y",
            "sinceSeconds-vE2NLdnP",
            "stream-l-48cgXv",
            "tailLines-9xQLWHMV",
            "timestamps-c17fW1w_");
  }

  /// The definition of the kind that the subresource speaks.
  private String definition() {
    if (kind.kind().equals(resource.kind())) {
      return resource.type().name();
    }
    String group = kind.group().isEmpty() ? "core" : kind.group().replaceFirst("\\..*", "");
    return "io.k8s.api.%s.%s.%s".formatted(group, kind.version(), kind.kind());
  }

  private Operation operation(String verb) {
    String object = definition();
    String of = below.name() + " of the specified " + resource.kind();
    return switch (verb) {
      case "create" ->
          operation(
              "post",
              "create",
              "create %s of a %s".formatted(below.name(), resource.kind()),
              parameters.write(),
              Traffic.write(object, List.of(200, 201, 202)));
      case "get" ->
          operation(
              "get",
              "read",
              "read " + of,
              List.of(),
              below.name().equals("log")
                  ? Traffic.answer(new Media(Media.ANY, Media.LOG), Operation.TEXT)
                  : Traffic.answer(Media.objects(), object));
      case "update" ->
          operation(
              "put",
              "replace",
              "replace " + of,
              parameters.write(),
              Traffic.write(object, List.of(200, 201)));
      default ->
          operation(
              "patch",
              "patch",
              "partially update " + of,
              parameters.patch(),
              Traffic.patch(object));
    };
  }

  private Operation operation(
      String method, String word, String description, List<Parameter> own, Traffic traffic) {
    return new Operation(
        method,
        word + prefix() + id,
        description,
        Wording.tag(resource.name()),
        method,
        Optional.of(kind),
        own,
        traffic);
  }

  private List<PathItem> connected(String path) {
    List<Parameter> own = connectParameters();
    List<Parameter> name = List.of(Parameter.nameOf(kind.kind()));
    List<Parameter> common =
        CommonParameters.join(
            resource.namespaced() ? CommonParameters.join(name, parameters.namespace()) : name,
            own);
    var items = new ArrayList<PathItem>();
    items.add(new PathItem(path, common, connects("")));
    if (below.name().equals("proxy")) {
      List<Parameter> rest = parameters.table().list("path-z6Ciiujn");
      items.add(
          new PathItem(
              path + "/{path}", CommonParameters.join(common, rest), connects("WithPath")));
    }
    return items;
  }

  private List<Parameter> connectParameters() {
    ParameterTable table = parameters.table();
    return switch (resource.name().plural() + "/" + below.name()) {
      case "pods/attach" ->
          table.list(
              "container-_Q-EJ3nR",
              "stderr-26jJhFUR",
              "stdin-sEFnN3IS",
              "stdout-005YMKE6",
              "tty-g7MlET_l");
      case "pods/exec" ->
          table.list(
              "command-Py3eQybp",
              "container-i5dOmRiM",
              "stderr-W_1TNlWc",
              "stdin-PSzNhyUC",
              "stdout--EZLRwV1",
              "tty-s0flW37O");
      case "pods/portforward" -> table.list("ports-91KROJmm");
      case "pods/proxy" -> table.list("path-oPbzgLUj");
      case "services/proxy" -> table.list("path-QCf0eosM");
      default -> table.list("path-rFDtV0x9");
    };
  }

  private List<Operation> connects(String suffix) {
    List<String> methods =
        below.name().equals("proxy")
            ? List.of("delete", "get", "head", "options", "patch", "post", "put")
            : List.of("get", "post");
    return methods.stream().map(method -> connect(method, suffix)).toList();
  }

  private Operation connect(String method, String suffix) {
    return new Operation(
        method,
        "connect" + prefix() + Wording.capital(method) + id + suffix,
        "connect %s requests to %s of %s"
            .formatted(method.toUpperCase(Locale.ROOT), below.name(), resource.kind()),
        Wording.tag(resource.name()),
        "connect",
        Optional.of(kind),
        List.of(),
        Traffic.answer(new Media(Media.ANY, Media.ANY), Operation.TEXT));
  }
}
