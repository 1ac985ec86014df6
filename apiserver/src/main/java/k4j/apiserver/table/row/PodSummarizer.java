package k4j.apiserver.table.row;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;

/// Works out a pod's summary: init containers first, then the others unless one of those holds the
/// pod up.
final class PodSummarizer {

  private final JsonObject pod;
  private final JsonObject status;
  private final List<JsonObject> initContainers;
  private final Set<String> restartable;
  private int ready;
  private String reason;
  private long restarts;
  private long restartsOfRestartable;
  private Optional<Instant> lastRestart = Optional.empty();
  private Optional<Instant> lastRestartOfRestartable = Optional.empty();

  PodSummarizer(JsonObject pod) {
    this.pod = pod;
    status = pod.object("status");
    initContainers = pod.object("spec").array("initContainers").objects();
    restartable =
        initContainers.stream()
            .filter(c -> c.string("restartPolicy").equals("Always"))
            .map(c -> c.string("name"))
            .collect(Collectors.toSet());
    reason = status.string("reason").isEmpty() ? status.string("phase") : status.string("reason");
    if (Texts.condition(status, "PodScheduled").string("reason").equals("SchedulingGated")) {
      reason = "SchedulingGated";
    }
  }

  PodSummary summary() {
    int total = pod.object("spec").array("containers").size() + restartable.size();
    boolean initializing = readInitContainers();
    if (!initializing || Texts.isTrue(status, "Initialized")) {
      restarts = restartsOfRestartable;
      lastRestart = lastRestartOfRestartable;
      readContainers();
    }
    if (pod.object("metadata").has("deletionTimestamp")) {
      if (status.string("reason").equals("NodeLost")) {
        reason = "Unknown";
      } else if (!Set.of("Succeeded", "Failed").contains(status.string("phase"))) {
        reason = "Terminating";
      }
    }
    return new PodSummary(ready, total, reason, restarts, lastRestart);
  }

  /// Whether one of them holds the pod up.
  private boolean readInitContainers() {
    List<JsonObject> statuses = status.array("initContainerStatuses").objects();
    for (int i = 0; i < statuses.size(); i++) {
      JsonObject container = statuses.get(i);
      boolean goesOn = restartable.contains(container.string("name"));
      countRestarts(container, goesOn);
      JsonObject state = container.object("state");
      JsonObject terminated = state.object("terminated");
      boolean ended = state.has("terminated");
      if (ended && terminated.integer("exitCode") == 0) {
        continue;
      }
      if (goesOn && container.bool("started")) {
        ready += container.bool("ready") ? 1 : 0;
        continue;
      }
      String waiting = state.object("waiting").string("reason");
      if (ended) {
        reason = "Init:" + endReason(terminated);
      } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
        reason = "Init:" + waiting;
      } else {
        reason = "Init:%d/%d".formatted(i, initContainers.size());
      }
      return true;
    }
    return false;
  }

  private void countRestarts(JsonObject container, boolean goesOn) {
    restarts += container.integer("restartCount");
    lastRestart = PodSummary.later(lastRestart, PodSummary.lastEnd(container));
    if (goesOn) {
      restartsOfRestartable += container.integer("restartCount");
      lastRestartOfRestartable =
          PodSummary.later(lastRestartOfRestartable, PodSummary.lastEnd(container));
    }
  }

  private static String endReason(JsonObject terminated) {
    if (!terminated.string("reason").isEmpty()) {
      return terminated.string("reason");
    }
    return terminated.integer("signal") != 0
        ? "Signal:" + terminated.integer("signal")
        : "ExitCode:" + terminated.integer("exitCode");
  }

  private void readContainers() {
    boolean running = false;
    String error = "";
    for (JsonObject container : status.array("containerStatuses").objects().reversed()) {
      restarts += container.integer("restartCount");
      lastRestart = PodSummary.later(lastRestart, PodSummary.lastEnd(container));
      JsonObject state = container.object("state");
      JsonObject terminated = state.object("terminated");
      if (!state.object("waiting").string("reason").isEmpty()) {
        reason = state.object("waiting").string("reason");
      } else if (state.has("terminated")) {
        reason = endReason(terminated);
        error = terminated.integer("exitCode") == 0 ? error : reason;
      } else if (container.bool("ready") && state.has("running")) {
        running = true;
        ready++;
      }
    }
    if (reason.equals("Completed")) {
      reason = whenCompleted(running, error);
    }
  }

  /// A container has ended well; others may still run or have failed.
  private String whenCompleted(boolean running, String error) {
    if (running && Texts.isTrue(status, "Ready")) {
      return "Running";
    }
    if (!error.isEmpty()) {
      return error;
    }
    return running ? "NotReady" : reason;
  }
}
