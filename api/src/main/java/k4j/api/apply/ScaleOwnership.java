package k4j.api.apply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;

/// Carries `managedFields` between an object and its scale, in which only the number of replicas is
/// owned (apimachinery `managedfields.ScaleHandler`).
///
/// @param apiVersion of the object
/// @param replicas where it has the number of replicas, such as `spec.replicas`
public record ScaleOwnership(String apiVersion, String replicas) {

  private static final String SCALE_VERSION = "autoscaling/v1";
  private static final JsonObject IN_SCALE = FieldSets.ofPaths(List.of("spec.replicas"));

  /// The scale with the entries of those who own the number of replicas.
  public JsonObject toScale(JsonObject object, JsonObject scale) {
    var owners = new HashMap<Manager, Owned>();
    Ownership.decode(object)
        .orElseGet(Map::of)
        .forEach((manager, owned) -> {
          if (owned.apiVersion().equals(apiVersion) && has(owned, here())) {
            owners.put(manager, new Owned(IN_SCALE, SCALE_VERSION, owned.time()));
          }
        });
    return Ownership.encode(scale, owners);
  }

  /// The object with what a write to its scale changed in the ownership.
  public JsonObject toObject(JsonObject object, JsonObject scale) {
    Map<Manager, Owned> ofScale = new HashMap<>(Ownership.decode(scale).orElseGet(Map::of));
    var owners = new HashMap<Manager, Owned>();
    Ownership.decode(object)
        .orElseGet(Map::of)
        .forEach((manager, owned) -> {
          if (!owned.apiVersion().equals(apiVersion)) {
            return;
          }
          boolean kept = !has(owned, here()) || ofScale.remove(manager) != null;
          JsonObject fields = kept ? owned.fields() : FieldSets.difference(owned.fields(), here());
          if (!fields.isEmpty()) {
            owners.put(manager, owned.withFields(fields));
          }
        });
    ofScale.forEach((manager, owned) -> {
      if (has(owned, IN_SCALE)) {
        var writer =
            new Manager(manager.name(), manager.applies(), version(manager), manager.subresource());
        owners.put(writer, new Owned(here(), apiVersion, "")); // the time is not known here
      }
    });
    return Ownership.encode(Ownership.without(object), owners);
  }

  private String version(Manager manager) {
    return manager.applies() ? "" : apiVersion;
  }

  private JsonObject here() {
    return FieldSets.ofPaths(List.of(replicas));
  }

  private static boolean has(Owned owned, JsonObject field) {
    return !FieldSets.intersection(owned.fields(), field).isEmpty();
  }
}
