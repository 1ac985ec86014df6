package k4j.apiserver.openapi.path;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.schema.Resource;
import k4j.apiserver.openapi.path.Operation.Media;
import k4j.apiserver.openapi.path.Operation.Traffic;

/// What the paths of custom resources have different from those of built-in kinds, because another
/// builder writes them: no old way to watch, no protobuf, no strategic merge patches, other options
/// (apiextensions-apiserver, `controller/openapi/builder`). Pure.
final class CustomPaths {

  private static final List<String> FORMS = List.of("application/json", "application/yaml");
  private static final List<String> PATCHES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/apply-patch+yaml");

  private final Resource resource;
  private final CommonParameters parameters;

  CustomPaths(Resource resource, CommonParameters parameters) {
    this.resource = resource;
    this.parameters = parameters;
  }

  List<PathItem> items() {
    return new ResourcePaths(resource, parameters)
        .items().stream()
            .filter(item -> item.operations().stream().noneMatch(CustomPaths::watches))
            .map(this::of)
            .toList();
  }

  private PathItem of(PathItem item) {
    List<Parameter> common =
        item.parameters().stream()
            .map(each -> each.shared() ? each : Parameter.nameOf(resource.kind()))
            .toList();
    return new PathItem(item.path(), common, item.operations().stream().map(this::of).toList());
  }

  private static boolean watches(Operation operation) {
    return operation.action().startsWith("watch");
  }

  private Operation of(Operation operation) {
    return new Operation(
        operation.method(),
        operation.id(),
        operation.description().replaceFirst("^list or watch ", "list "),
        operation.tag(),
        operation.action(),
        Optional.of(Wording.kind(resource)),
        parameters(operation),
        traffic(operation));
  }

  private List<Parameter> parameters(Operation operation) {
    return switch (operation.action()) {
      case "get" -> parameters.table().list("resourceVersion-5WAnf1kx");
      case "deletecollection" -> parameters.list();
      default -> operation.parameters();
    };
  }

  private static Traffic traffic(Operation operation) {
    Traffic traffic = operation.traffic();
    boolean patch = operation.action().equals("patch");
    boolean collection = operation.action().equals("deletecollection");
    return new Traffic(
        collection ? Optional.empty() : traffic.body(),
        new Media(patch ? PATCHES : FORMS, FORMS),
        patch ? Map.of(200, traffic.responses().get(200)) : traffic.responses());
  }
}
