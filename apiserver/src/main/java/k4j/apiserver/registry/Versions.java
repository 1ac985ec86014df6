package k4j.apiserver.registry;

import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;

/// The versions in which the same objects are served, and the way between them.
public interface Versions {

  /// For resources that have one version each.
  Versions ONE =
      new Versions() {
        @Override
        public List<Resource> equivalents(Resource resource) {
          return List.of(resource);
        }

        @Override
        public JsonObject convert(JsonObject object, Resource from, Resource to) {
          return object;
        }

        @Override
        public JsonObject complete(JsonObject object, Resource resource, String subresource) {
          return object;
        }

        @Override
        public Optional<Resource> ofKind(String apiVersion, String kind) {
          return Optional.empty();
        }
      };

  /// All resources that show the objects of this one, itself included.
  List<Resource> equivalents(Resource resource);

  JsonObject convert(JsonObject object, Resource from, Resource to);

  /// The object as it would be had a client sent it: in the form of its kind, with defaults.
  ///
  /// @param subresource whose kind it is of; empty for the resource's own
  /// @throws k4j.api.codec.DecodeException where a value cannot be what it is
  JsonObject complete(JsonObject object, Resource resource, String subresource);

  /// The resource whose objects are of that kind.
  Optional<Resource> ofKind(String apiVersion, String kind);
}
