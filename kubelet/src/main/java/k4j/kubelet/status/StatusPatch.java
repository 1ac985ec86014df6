package k4j.kubelet.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;

/// The strategic merge patch that takes a pod's status in the API to what was decided here.
final class StatusPatch {

  private static final List<String> CLEARED =
      List.of(
          "reason",
          "message",
          "podIP",
          "hostIP",
          "containerStatuses",
          "initContainerStatuses",
          "ephemeralContainerStatuses");

  private StatusPatch() {}

  /// What is sent: a pod is not shown as ended while one of its containers may still run.
  static JsonObject merge(JsonObject api, JsonObject decided, boolean mayRun) {
    String before = api.string("phase");
    boolean ends =
        !PodSpecs.isTerminalPhase(before) && PodSpecs.isTerminalPhase(decided.string("phase"));
    if (!ends || !mayRun) {
      return decided;
    }
    JsonObject result =
        decided
            .without("reason")
            .without("message")
            .with("phase", before.isEmpty() ? PodPhase.PENDING : before);
    for (String name : List.of("reason", "message")) {
      result = api.has(name) ? result.with(name, api.string(name)) : result;
    }
    return result;
  }

  /// Whether the API already says the same.
  static boolean isNoChange(JsonObject api, JsonObject wanted) {
    return normal(api).equals(normal(wanted));
  }

  private static JsonObject normal(JsonObject status) {
    List<JsonObject> conditions =
        status.array("conditions").objects().stream()
            .filter(c -> PodConditions.OWNED.contains(c.string("type")))
            .map(StatusPatch::withoutNulls)
            .sorted(Comparator.comparing(c -> c.string("type")))
            .toList();
    return withoutNulls(status.with("conditions", JsonArray.of(conditions)));
  }

  private static JsonObject withoutNulls(JsonObject object) {
    var out = JsonObject.builder();
    object.forEach((name, value) -> {
      switch (value) {
        case JsonNull _ -> {}
        case JsonObject inner -> out.put(name, withoutNulls(inner));
        case JsonArray list ->
            out.put(
                name,
                JsonArray.of(
                    list.map(v -> v instanceof JsonObject inner ? withoutNulls(inner) : v)));
        default -> out.put(name, value);
      }
    });
    return out.build();
  }

  static JsonObject of(JsonObject pod, JsonObject wanted) {
    JsonObject api = pod.object("status");
    JsonObject body = wanted.with("conditions", conditions(api, wanted));
    for (String name : CLEARED) {
      if (!wanted.has(name)) {
        body = body.with(name, JsonNull.NULL);
      }
    }
    for (String list : List.of("podIPs", "hostIPs")) {
      body = body.with(list, addresses(api.array(list), wanted.array(list)));
    }
    return JsonObject.builder()
        .put("metadata", JsonObject.EMPTY.with("uid", PodName.of(pod).uid()))
        .put("status", body)
        .build();
  }

  // A merge by key keeps what the patch does not mention, so it must mention all.
  private static JsonArray conditions(JsonObject api, JsonObject wanted) {
    List<Json> result = new ArrayList<>();
    Set<String> kept = new HashSet<>();
    wanted.array("conditions").objects().forEach(c -> kept.add(c.string("type")));
    for (JsonObject condition : api.array("conditions").objects()) {
      String type = condition.string("type");
      if (PodConditions.OWNED.contains(type) && !kept.contains(type)) {
        result.add(JsonObject.EMPTY.with("type", type).with("$patch", "delete"));
      }
    }
    for (JsonObject condition : wanted.array("conditions").objects()) {
      if (!PodConditions.OWNED.contains(condition.string("type"))) {
        continue;
      }
      JsonObject full = condition;
      for (String name : List.of("reason", "message")) {
        full = full.has(name) ? full : full.with(name, JsonNull.NULL);
      }
      result.add(full);
    }
    return JsonArray.of(result);
  }

  private static JsonArray addresses(JsonArray before, JsonArray after) {
    Set<String> kept = new HashSet<>();
    List<Json> result = new ArrayList<>();
    for (JsonObject address : after.objects()) {
      kept.add(address.string("ip"));
      result.add(address);
    }
    for (JsonObject address : before.objects()) {
      if (!kept.contains(address.string("ip"))) {
        result.add(address.with("$patch", "delete"));
      }
    }
    return JsonArray.of(result);
  }
}
