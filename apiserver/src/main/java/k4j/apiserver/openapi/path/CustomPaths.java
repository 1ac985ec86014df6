package k4j.apiserver.openapi.path;

import java.util.List;
import k4j.apiserver.openapi.path.Operation.Media;
import k4j.apiserver.openapi.path.Operation.Traffic;

/// What the paths of custom resources have less than those of built-in kinds: the old way to watch,
/// protobuf, strategic merge patches. Pure.
final class CustomPaths {

  private static final List<String> FORMS = List.of("application/json", "application/yaml");
  private static final List<String> PATCHES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/apply-patch+yaml");

  private CustomPaths() {}

  static List<PathItem> of(List<PathItem> items) {
    return items.stream()
        .filter(item -> item.operations().stream().noneMatch(CustomPaths::watches))
        .map(item ->
            new PathItem(
                item.path(),
                item.parameters(),
                item.operations().stream().map(CustomPaths::of).toList()))
        .toList();
  }

  private static boolean watches(Operation operation) {
    return operation.action().startsWith("watch");
  }

  private static Operation of(Operation operation) {
    Traffic traffic = operation.traffic();
    List<String> consumes = operation.method().equals("patch") ? PATCHES : FORMS;
    return new Operation(
        operation.method(),
        operation.id(),
        operation.description(),
        operation.tag(),
        operation.action(),
        operation.kind(),
        operation.parameters(),
        new Traffic(traffic.body(), new Media(consumes, FORMS), traffic.responses()));
  }
}
