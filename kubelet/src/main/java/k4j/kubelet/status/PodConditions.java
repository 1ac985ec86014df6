package k4j.kubelet.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodSpecs;

/// The conditions of a pod that the kubelet owns.
public final class PodConditions {

  static final Set<String> OWNED =
      Set.of(
          "PodScheduled",
          "Ready",
          "Initialized",
          "ContainersReady",
          "PodReadyToStartContainers",
          "PodResizePending",
          "PodResizeInProgress");

  private PodConditions() {}

  /// A condition before it has times.
  record Decided(String type, boolean status, String reason, String message) {

    static Decided holds(String type) {
      return new Decided(type, true, "", "");
    }
  }

  static Decided readyToStart(StatusInput in) {
    return new Decided("PodReadyToStartContainers", !in.runtime().needsSandbox(in.pod()), "", "");
  }

  static Decided initialized(JsonObject pod, List<JsonObject> statuses, String phase) {
    List<String> unknown = new ArrayList<>();
    List<String> incomplete = new ArrayList<>();
    for (JsonObject container : PodSpecs.initContainers(pod)) {
      String name = container.string("name");
      Optional<JsonObject> status = States.find(statuses, name);
      if (status.isEmpty()) {
        unknown.add(name);
      } else if (PodSpecs.isSidecar(container)
          ? !status.get().bool("started")
          : !status.get().bool("ready")) {
        incomplete.add(name);
      }
    }
    if (phase.equals(PodPhase.SUCCEEDED) && unknown.isEmpty()) {
      return new Decided("Initialized", true, "PodCompleted", "");
    }
    boolean regularStarted =
        PodSpecs.containers(pod).stream()
            .map(c -> States.find(statuses, c.string("name")).orElse(JsonObject.EMPTY))
            .anyMatch(PodConditions::hasStarted);
    String message = message(unknown, incomplete, "incomplete");
    return regularStarted || message.isEmpty()
        ? Decided.holds("Initialized")
        : new Decided("Initialized", false, "ContainersNotInitialized", message);
  }

  private static boolean hasStarted(JsonObject status) {
    return status.object("state").has("running")
        || status.object("state").has("terminated")
        || status.object("lastState").has("terminated");
  }

  static Decided containersReady(JsonObject pod, List<JsonObject> statuses, String phase) {
    List<String> unknown = new ArrayList<>();
    List<String> unready = new ArrayList<>();
    List<JsonObject> counted = new ArrayList<>(PodSpecs.sidecars(pod));
    counted.addAll(PodSpecs.containers(pod));
    for (JsonObject container : counted) {
      String name = container.string("name");
      Optional<JsonObject> status = States.find(statuses, name);
      if (status.isEmpty()) {
        unknown.add(name);
      } else if (!status.get().bool("ready")) {
        unready.add(name);
      }
    }
    if (phase.equals(PodPhase.SUCCEEDED) && unknown.isEmpty()) {
      return new Decided("ContainersReady", false, "PodCompleted", "");
    }
    if (phase.equals(PodPhase.FAILED)) {
      return new Decided("ContainersReady", false, "PodFailed", "");
    }
    String message = message(unknown, unready, "unready");
    return message.isEmpty()
        ? Decided.holds("ContainersReady")
        : new Decided("ContainersReady", false, "ContainersNotReady", message);
  }

  private static String message(List<String> unknown, List<String> others, String word) {
    List<String> parts = new ArrayList<>();
    if (!unknown.isEmpty()) {
      parts.add("containers with unknown status: [" + String.join(" ", unknown) + "]");
    }
    if (!others.isEmpty()) {
      parts.add("containers with " + word + " status: [" + String.join(" ", others) + "]");
    }
    return String.join(", ", parts);
  }

  /// @param conditions what others set: readiness gates are found there
  static Decided ready(JsonObject pod, Decided containersReady, List<JsonObject> conditions) {
    if (!containersReady.status()) {
      return new Decided("Ready", false, containersReady.reason(), containersReady.message());
    }
    List<String> missing = new ArrayList<>();
    for (JsonObject gate : PodSpecs.spec(pod).array("readinessGates").objects()) {
      String type = gate.string("conditionType");
      Optional<JsonObject> found =
          conditions.stream().filter(c -> c.string("type").equals(type)).findFirst();
      if (found.isEmpty()) {
        missing.add(
            "corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
      } else if (!found.get().string("status").equals("True")) {
        missing.add(
            "the status of pod readiness gate \"%s\" is not \"True\", but %s"
                .formatted(type, found.get().string("status")));
      }
    }
    return missing.isEmpty()
        ? Decided.holds("Ready")
        : new Decided("Ready", false, "ReadinessGatesNotReady", String.join(", ", missing));
  }

  /// Gives a condition its times: the transition is kept while the status stays.
  static JsonObject stamp(Decided decided, JsonObject pod, JsonObject old, Instant now) {
    String status = decided.status() ? "True" : "False";
    JsonObject before =
        old.array("conditions").objects().stream()
            .filter(c -> c.string("type").equals(decided.type()))
            .findFirst()
            .orElse(JsonObject.EMPTY);
    boolean same = before.string("status").equals(status) && before.has("lastTransitionTime");
    var out =
        JsonObject.builder()
            .put("type", decided.type())
            .put("status", status)
            .put("lastProbeTime", JsonNull.NULL)
            .put(
                "lastTransitionTime",
                same ? Json.of(before.string("lastTransitionTime")) : States.time(now));
    long generation = pod.object("metadata").integer("generation");
    if (generation > 0) {
      out.put("observedGeneration", generation);
    }
    if (!decided.reason().isEmpty()) {
      out.put("reason", decided.reason());
    }
    if (!decided.message().isEmpty()) {
      out.put("message", decided.message());
    }
    return out.build();
  }
}
