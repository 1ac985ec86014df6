package k4j.kubelet.status;

import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.RestartRules;

/// The phase of a pod, from the statuses of its containers.
public final class PodPhase {

  public static final String PENDING = "Pending";
  public static final String RUNNING = "Running";
  public static final String SUCCEEDED = "Succeeded";
  public static final String FAILED = "Failed";

  private PodPhase() {}

  /// How many containers are in which state.
  private static final class Counts {
    int pendingInit;
    int failedInit;
    int pendingSidecars;
    int unknown;
    int running;
    int waiting;
    int stopped;
    int stoppedForGood;
    int succeeded;
  }

  /// @param statuses of init and regular containers
  /// @param terminal every container was stopped for good
  /// @param ranBefore the sandbox has a record of a regular container
  static String of(JsonObject pod, List<JsonObject> statuses, boolean terminal, boolean ranBefore) {
    Counts counts = count(pod, statuses);
    if (counts.failedInit > 0) {
      return FAILED;
    }
    if (counts.pendingInit > 0 || (counts.pendingSidecars > 0 && !ranBefore)) {
      return PENDING;
    }
    if (counts.waiting > 0) {
      return PENDING;
    }
    if (counts.running > 0 && counts.unknown == 0) {
      return RUNNING;
    }
    if (counts.running == 0 && counts.stopped > 0 && counts.unknown == 0) {
      boolean endsHere = terminal && !PodSpecs.isStatic(pod);
      if (!endsHere && counts.stopped != counts.stoppedForGood) {
        return RUNNING;
      }
      return counts.stopped == counts.succeeded ? SUCCEEDED : FAILED;
    }
    return PENDING;
  }

  private static Counts count(JsonObject pod, List<JsonObject> statuses) {
    Counts counts = new Counts();
    for (JsonObject container : PodSpecs.initContainers(pod)) {
      JsonObject status = States.find(statuses, container.string("name")).orElse(JsonObject.EMPTY);
      if (PodSpecs.isSidecar(container)) {
        countSidecar(counts, status);
      } else {
        countInit(counts, container, pod, status);
      }
    }
    for (JsonObject container : PodSpecs.containers(pod)) {
      JsonObject status = States.find(statuses, container.string("name")).orElse(JsonObject.EMPTY);
      countRegular(counts, container, pod, status);
    }
    return counts;
  }

  private static void countInit(
      Counts counts, JsonObject container, JsonObject pod, JsonObject status) {
    Optional<Integer> exit = States.exitCode(status);
    if (exit.isEmpty()) {
      counts.pendingInit++;
    } else if (exit.get() != 0
        && !RestartRules.afterExit(container, PodSpecs.spec(pod), exit.get())) {
      counts.failedInit++;
    }
  }

  private static void countSidecar(Counts counts, JsonObject status) {
    JsonObject state = status.object("state");
    if (state.has("running")) {
      counts.running++;
      counts.pendingSidecars += status.bool("started") ? 0 : 1;
    } else if (state.has("waiting") && !status.object("lastState").has("terminated")) {
      counts.pendingSidecars++;
      counts.waiting++;
    } else if (status.isEmpty()) {
      counts.unknown++;
    } else if (!state.has("terminated") && !state.has("waiting")) {
      counts.pendingSidecars++;
      counts.unknown++;
    }
  }

  private static void countRegular(
      Counts counts, JsonObject container, JsonObject pod, JsonObject status) {
    JsonObject state = status.object("state");
    Optional<Integer> exit = States.exitCode(status);
    if (state.has("running")) {
      counts.running++;
    } else if (exit.isPresent()) {
      counts.stopped++;
      counts.succeeded += state.has("terminated") && exit.get() == 0 ? 1 : 0;
      counts.stoppedForGood +=
          RestartRules.afterExit(container, PodSpecs.spec(pod), exit.get()) ? 0 : 1;
    } else if (state.has("waiting")) {
      counts.waiting++;
    } else {
      counts.unknown++;
    }
  }
}
