package k4j.apiserver.strategy.pod.preparation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// What the subresources of a pod may change of it; all else stays (kubernetes,
/// `registry/core/pod/strategy.go`). Pure.
public final class PodChanges {

  private static final List<String> LISTS = List.of("containers", "initContainers");

  private static final List<String> OTHERS_METADATA =
      List.of(
          "annotations",
          "deletionTimestamp",
          "finalizers",
          "generation",
          "labels",
          "ownerReferences");

  private PodChanges() {}

  public static JsonObject status(JsonObject pod, JsonObject old) {
    JsonObject metadata = pod.object("metadata");
    metadata = copied(metadata, old.object("metadata"), "ownerReferences");
    metadata = copied(metadata, old.object("metadata"), "deletionTimestamp");
    JsonObject before = old.object("status");
    JsonObject status = addressed(pod.object("status"));
    for (String field : List.of("qosClass", "observedGeneration")) {
      status = status.has(field) ? status : copied(status, before, field);
    }
    if (status.has("conditions")) {
      status = status.with("conditions", observed(status, before));
    }
    return old.with("metadata", metadata).with("status", status);
  }

  /// The old field for one address and the list are kept in step; the old one wins.
  private static JsonObject addressed(JsonObject status) {
    JsonArray addresses = status.array("podIPs");
    String first = addresses.isEmpty() ? "" : addresses.object(0).string("ip");
    String address = status.string("podIP");
    if (address.isEmpty()) {
      return first.isEmpty() ? status : status.with("podIP", first);
    }
    return address.equals(first)
        ? status
        : status.with("podIPs", JsonArray.of(JsonObject.EMPTY.with("ip", address)));
  }

  /// Conditions of which the writer does not say for which generation they hold keep what they said
  /// before.
  private static JsonArray observed(JsonObject status, JsonObject old) {
    Map<String, List<Long>> known = new HashMap<>();
    for (JsonObject condition : old.array("conditions").objects()) {
      known
          .computeIfAbsent(condition.string("type"), _ -> new ArrayList<>())
          .add(condition.integer("observedGeneration"));
    }
    List<Json> out = new ArrayList<>();
    for (JsonObject condition : status.array("conditions").objects()) {
      List<Long> before = known.getOrDefault(condition.string("type"), List.of());
      long generation = before.isEmpty() ? 0 : before.removeFirst();
      boolean silent = condition.integer("observedGeneration") == 0;
      out.add(
          silent && generation != 0 ? condition.with("observedGeneration", generation) : condition);
    }
    return JsonArray.of(out);
  }

  public static JsonObject ephemeralContainers(JsonObject pod, JsonObject old) {
    JsonObject spec = copied(old.object("spec"), pod.object("spec"), "ephemeralContainers");
    return alike(pod, old).with("spec", spec);
  }

  /// A pod whose containers are others than before is left to validation, which refuses it.
  public static JsonObject resize(JsonObject pod, JsonObject old) {
    JsonObject after = pod.object("spec");
    JsonObject before = old.object("spec");
    if (LISTS.stream().anyMatch(list -> after.array(list).size() != before.array(list).size())) {
      return pod;
    }
    JsonObject spec = copied(before, after, "resources");
    for (String list : LISTS) {
      if (!before.array(list).isEmpty()) {
        spec = spec.with(list, resized(after.array(list), before.array(list)));
      }
    }
    return alike(pod, old).with("spec", spec);
  }

  private static JsonArray resized(JsonArray after, JsonArray before) {
    List<Json> containers = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      JsonObject container = after.object(i);
      if (!container.string("name").equals(before.object(i).string("name"))) {
        return after;
      }
      JsonObject resized = copied(before.object(i), container, "resources");
      containers.add(copied(resized, container, "resizePolicy"));
    }
    return JsonArray.of(containers);
  }

  /// The old pod, with of the new one's metadata what says who writes and what it had read.
  private static JsonObject alike(JsonObject pod, JsonObject old) {
    JsonObject metadata = pod.object("metadata");
    for (String field : OTHERS_METADATA) {
      metadata = copied(metadata, old.object("metadata"), field);
    }
    return old.with("metadata", metadata);
  }

  public static JsonObject copied(JsonObject object, JsonObject from, String field) {
    Json value = from.get(field);
    return value == null ? object.without(field) : object.with(field, value);
  }
}
