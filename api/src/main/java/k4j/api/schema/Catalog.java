package k4j.api.schema;

import java.util.Collection;
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

  /// The text that describes a definition, or `""`.
  String describe(String definitionName);
}
