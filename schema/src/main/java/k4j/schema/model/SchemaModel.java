package k4j.schema.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything that the compiler knows.
///
/// @param definitions by their OpenAPI names
/// @param texts descriptions of types that are no definitions here, such as `Quantity`
public record SchemaModel(
    List<PackageModel> packages,
    SortedMap<String, DefinitionModel> definitions,
    List<ResourceModel> resources,
    Map<String, String> texts) {

  public SchemaModel {
    packages = List.copyOf(packages);
    definitions = new TreeMap<>(definitions);
    resources = List.copyOf(resources);
    texts = Map.copyOf(texts);
  }

  public DefinitionModel definition(String name) {
    return Objects.requireNonNull(definitions.get(name), name);
  }

  public Optional<DefinitionModel> kind(String apiVersion, String kind) {
    return packages.stream()
        .filter(p -> p.apiVersion().equals(apiVersion))
        .map(p -> definitions.get(p.openApi() + "." + kind))
        .filter(Objects::nonNull)
        .findFirst();
  }
}
