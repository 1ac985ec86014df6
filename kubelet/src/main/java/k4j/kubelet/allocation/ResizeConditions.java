package k4j.kubelet.allocation;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.kubelet.status.States;
import org.jspecify.annotations.Nullable;

/// The conditions `PodResizePending` and `PodResizeInProgress` of each pod.
final class ResizeConditions {

  static final String PENDING = "PodResizePending";
  static final String IN_PROGRESS = "PodResizeInProgress";
  static final String DEFERRED = "Deferred";
  static final String INFEASIBLE = "Infeasible";

  /// @param generation of the pod that asked for the resize
  record Condition(String reason, String message, long generation, Json since) {}

  private final Map<String, Condition> pending = new ConcurrentHashMap<>();
  private final Map<String, Condition> inProgress = new ConcurrentHashMap<>();
  private final InstantSource clock;

  ResizeConditions(InstantSource clock) {
    this.clock = clock;
  }

  Optional<Condition> pending(String uid) {
    return Optional.ofNullable(pending.get(uid));
  }

  /// Whether the reason or the generation is another than before.
  boolean setPending(String uid, String reason, String message, long generation) {
    Condition before = pending.get(uid);
    pending.put(uid, next(before, reason, message, generation));
    return before == null || !before.reason().equals(reason) || before.generation() != generation;
  }

  void clearPending(String uid) {
    pending.remove(uid);
  }

  /// The condition keeps its generation, and its reason where none is given.
  ///
  /// @return whether it is another than before
  boolean setInProgress(String uid, String reason, String message, long generation) {
    Condition before = inProgress.get(uid);
    Condition after =
        before == null
            ? next(null, reason, message, generation)
            : reason.isEmpty() && message.isEmpty()
                ? before
                : next(before, reason, message, before.generation());
    inProgress.put(uid, after);
    return !after.equals(before);
  }

  Optional<Condition> clearInProgress(String uid) {
    return Optional.ofNullable(inProgress.remove(uid));
  }

  Optional<Condition> inProgress(String uid) {
    return Optional.ofNullable(inProgress.get(uid));
  }

  private Condition next(
      @Nullable Condition before, String reason, String message, long generation) {
    Json since =
        before != null && before.reason().equals(reason)
            ? before.since()
            : States.time(clock.instant());
    return new Condition(reason, message, generation, since);
  }

  /// Takes over what an earlier kubelet wrote.
  void adopt(String uid, JsonObject status) {
    for (JsonObject each : status.array("conditions").objects()) {
      var condition =
          new Condition(
              each.string("reason"),
              each.string("message"),
              each.integer("observedGeneration"),
              Json.of(each.string("lastTransitionTime")));
      switch (each.string("type")) {
        case PENDING -> pending.putIfAbsent(uid, condition);
        case IN_PROGRESS -> inProgress.putIfAbsent(uid, condition);
        default -> {}
      }
    }
  }

  List<JsonObject> of(String uid) {
    List<JsonObject> result = new ArrayList<>();
    pending(uid).ifPresent(c -> result.add(json(PENDING, c)));
    inProgress(uid).ifPresent(c -> result.add(json(IN_PROGRESS, c)));
    return result;
  }

  private static JsonObject json(String type, Condition condition) {
    var out =
        JsonObject.builder()
            .put("type", type)
            .put("status", "True")
            .put("lastProbeTime", condition.since())
            .put("lastTransitionTime", condition.since())
            .put("observedGeneration", condition.generation());
    if (!condition.reason().isEmpty()) {
      out.put("reason", condition.reason());
    }
    if (!condition.message().isEmpty()) {
      out.put("message", condition.message());
    }
    return out.build();
  }

  void forget(String uid) {
    pending.remove(uid);
    inProgress.remove(uid);
  }
}
