package k4j.apiserver.strategy.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import k4j.api.json.JsonObject;

/// What a kind's status endpoint may write.
///
/// @param initial what a create puts in place of a status, from the new object
/// @param change what else an update of the status does, from the new object and the old one
/// @param kept paths such as `metadata.labels` that the endpoint leaves as they were, beside the
///   spec
public record StatusRules(
    UnaryOperator<JsonObject> initial, BinaryOperator<JsonObject> change, List<String> kept) {

  private static final List<String> METADATA =
      List.of(
          "annotations",
          "deletionTimestamp",
          "finalizers",
          "generation",
          "labels",
          "ownerReferences");

  static final StatusRules EMPTY =
      new StatusRules(_ -> JsonObject.EMPTY, (object, _) -> object, List.of());

  public StatusRules {
    kept = List.copyOf(kept);
  }

  /// The old object with the new status; of the metadata only what a status update may change.
  JsonObject update(JsonObject object, JsonObject old) {
    JsonObject result =
        old.with("metadata", metadata(object, old)).with("status", object.object("status"));
    return change.apply(result, old);
  }

  private JsonObject metadata(JsonObject object, JsonObject old) {
    JsonObject before = old.object("metadata");
    JsonObject after = object.object("metadata");
    List<String> fields =
        kept.contains("metadata")
            ? METADATA
            : kept.stream().map(path -> path.substring("metadata.".length())).toList();
    JsonObject result = after;
    for (String field : fields) {
      result = KindStrategy.copied(result, before, field);
    }
    return result;
  }

  /// What server-side apply ignores at the status endpoint.
  Set<String> resets() {
    var all = new ArrayList<>(kept);
    all.add("spec");
    return Set.copyOf(all);
  }
}
