package k4j.api.schema;

import java.util.Collection;
import java.util.Optional;
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

  /// The text that describes a definition, or `""`.
  String describe(String definitionName);
}
