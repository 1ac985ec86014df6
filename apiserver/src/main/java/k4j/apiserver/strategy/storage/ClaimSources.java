package k4j.apiserver.strategy.storage;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;

/// Keeps the old and the new field for the source of a claim's content in step.
public final class ClaimSources {

  private static final String OLD = "dataSource";
  private static final String NEW = "dataSourceRef";

  private ClaimSources() {}

  /// The claim of a create. Sources of other namespaces are an alpha feature.
  public static JsonObject complete(JsonObject claim) {
    return claim.has("spec") ? claim.with("spec", spec(claim.object("spec"))) : claim;
  }

  public static JsonObject spec(JsonObject spec) {
    JsonObject result = spec;
    if (!result.object(NEW).string("namespace").isEmpty()) {
      result = result.without(NEW);
    }
    if (!result.has(NEW) && !isKnown(result.object(OLD))) {
      result = result.without(OLD);
    }
    Json old = result.get(OLD);
    Json now = result.get(NEW);
    if (old != null && now == null) {
      return result.with(NEW, old);
    }
    return now != null && old == null
        ? result.with(OLD, result.object(NEW).without("namespace"))
        : result;
  }

  private static boolean isKnown(JsonObject source) {
    List<String> kind = List.of(source.string("apiGroup"), source.string("kind"));
    return kind.equals(List.of("", "PersistentVolumeClaim"))
        || kind.equals(List.of("snapshot.storage.k8s.io", "VolumeSnapshot"));
  }
}
