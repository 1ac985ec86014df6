package k4j.api.schema;

import java.util.Collection;
import java.util.Optional;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// Every resource and type that a server knows at one moment: the built-in ones, or those of custom
/// resources.
public interface Catalog {

  Collection<Resource> resources();

  @Nullable Resource resource(ResourceName name);

  /// The type of a kind such as `Pod` in `v1`, also of kinds that no resource serves
  /// (`DeleteOptions`, `Scale`, lists).
  @Nullable ObjectType kind(String apiVersion, String kind);

  /// A definition by its OpenAPI name, such as `io.k8s.api.core.v1.PodSpec`.
  @Nullable ObjectType definition(String name);

  /// All definitions' names, for OpenAPI.
  Collection<String> definitionNames();

  /// What stands in `apiVersion` of the objects that a definition describes; empty where it is no
  /// part of a group's version.
  default Optional<String> apiVersion(String definitionName) {
    return Optional.empty();
  }

  /// What stands in `kind` of the objects that a definition describes.
  default String kindName(String definitionName) {
    return definitionName.substring(definitionName.lastIndexOf('.') + 1);
  }

  /// The ready-made OpenAPI schema of a definition; null where it follows from its type.
  ///
  /// @param second whether for version 2 of OpenAPI
  default @Nullable JsonObject openApi(String definitionName, boolean second) {
    return null;
  }

  /// Another text whenever what a definition says may have changed; empty for what never changes.
  default String edition(String definitionName) {
    return "";
  }

  /// The text that describes a definition, or `""`.
  String describe(String definitionName);
}
