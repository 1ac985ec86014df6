package k4j.kubelet.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.RestartRules;

/// Turns the runtime's records into the container statuses of the API.
final class ContainerStatuses {

  private static final String DELETED_WHILE_RUNNING =
      "The container could not be located when the pod was deleted.  The container used to be"
          + " Running";
  private static final String INIT_FORGOTTEN =
      "Unable to get init container status from container runtime and pod has been initialized,"
          + " treat it as exited normally";

  private final StatusInput in;

  ContainerStatuses(StatusInput in) {
    this.in = in;
  }

  List<JsonObject> init() {
    return PodSpecs.initContainers(in.pod()).stream()
        .map(c -> withProbes(c, status(c, "initContainerStatuses", true), true))
        .toList();
  }

  List<JsonObject> regular() {
    return PodSpecs.containers(in.pod()).stream()
        .map(c -> withProbes(c, status(c, "containerStatuses", false), false))
        .sorted(Comparator.comparing(s -> s.string("name")))
        .toList();
  }

  List<JsonObject> ephemeral() {
    return PodSpecs.ephemeralContainers(in.pod()).stream()
        .map(c -> status(c, "ephemeralContainerStatuses", false))
        .map(s -> s.with("ready", false))
        .sorted(Comparator.comparing(s -> s.string("name")))
        .toList();
  }

  private JsonObject status(JsonObject container, String list, boolean init) {
    String name = container.string("name");
    Optional<JsonObject> old = States.find(in.old().array(list).objects(), name);
    List<ContainerStatus> records =
        in.runtime().containers().stream()
            .filter(c -> c.metadata().name().equals(name))
            .limit(2)
            .toList();
    JsonObject status =
        records.isEmpty() ? missing(container, old) : fromRecords(container, old, records);
    return afterFailedStart(container, status, init);
  }

  private JsonObject initial(JsonObject container) {
    boolean hasInit = !PodSpecs.initContainers(in.pod()).isEmpty();
    var out =
        JsonObject.builder()
            .put("name", container.string("name"))
            .put("image", container.string("image"))
            .put("imageID", "")
            .put("ready", false)
            .put("restartCount", 0)
            .put("lastState", JsonObject.EMPTY)
            .put("state", States.waiting(hasInit ? "PodInitializing" : "ContainerCreating", ""));
    List<Json> mounts = new ArrayList<>();
    for (JsonObject mount : container.array("volumeMounts").objects()) {
      var each =
          JsonObject.builder()
              .put("name", mount.string("name"))
              .put("mountPath", mount.string("mountPath"));
      if (mount.bool("readOnly")) {
        each.put("readOnly", true).put("recursiveReadOnly", "Disabled");
      }
      mounts.add(each.build());
    }
    if (!mounts.isEmpty()) {
      out.put("volumeMounts", JsonArray.of(mounts));
    }
    return out.build();
  }

  private JsonObject missing(JsonObject container, Optional<JsonObject> old) {
    JsonObject fresh = initial(container);
    if (old.isEmpty()) {
      return fresh;
    }
    JsonObject before = old.get();
    if (before.object("state").has("terminated")) {
      return before;
    }
    JsonObject status =
        fresh
            .with("restartCount", before.integer("restartCount"))
            .with("lastState", before.object("lastState"));
    boolean vanished =
        before.object("state").has("running") && !status.object("lastState").has("terminated");
    if (!vanished) {
      return status;
    }
    long more = PodSpecs.isDeleting(in.pod()) ? 0 : 1;
    return status
        .with("lastState", States.lost(DELETED_WHILE_RUNNING))
        .with("restartCount", before.integer("restartCount") + more);
  }

  private JsonObject fromRecords(
      JsonObject container, Optional<JsonObject> old, List<ContainerStatus> records) {
    ContainerStatus newest = records.getFirst();
    boolean wasRunning = old.map(o -> o.object("state").has("running")).orElse(false);
    JsonObject before = old.orElse(JsonObject.EMPTY);
    JsonObject status =
        initial(container)
            .with("restartCount", newest.metadata().attempt())
            .with("image", newest.image().image())
            .with("imageID", newest.imageId().isEmpty() ? newest.imageRef() : newest.imageId())
            .with("containerID", States.containerId(newest.id()))
            .with("state", States.of(newest, wasRunning));
    if (before.integer("restartCount") > newest.metadata().attempt()) {
      status = status.with("restartCount", before.integer("restartCount"));
    }
    status = withLastState(status, before, records);
    status = withResources(container, status);
    boolean running = newest.state() == ContainerState.CONTAINER_RUNNING;
    if (running) {
      status =
          status.with(
              "user",
              JsonObject.EMPTY.with(
                  "linux",
                  JsonObject.builder()
                      .put("uid", newest.user().uid())
                      .put("gid", newest.user().gid())
                      .put(
                          "supplementalGroups",
                          JsonArray.of(
                              newest.user().supplementalGroups().stream().map(Json::of).toList()))
                      .build()));
    }
    return newest.stopSignal().isEmpty() || !container.object("lifecycle").has("stopSignal")
        ? status
        : status.with("stopSignal", newest.stopSignal());
  }

  private static JsonObject withLastState(
      JsonObject status, JsonObject before, List<ContainerStatus> records) {
    if (records.size() > 1) {
      JsonObject last = States.of(records.get(1), false);
      return status.with("lastState", last);
    }
    boolean other = !before.string("containerID").equals(status.string("containerID"));
    if (other && before.object("state").has("terminated")) {
      return status.with("lastState", before.object("state"));
    }
    return before.object("lastState").has("terminated")
        ? status.with("lastState", before.object("lastState"))
        : status;
  }

  /// A running container shows the cpu and memory that are in force, not what it was given.
  private JsonObject withResources(JsonObject container, JsonObject status) {
    JsonObject given = container.object("resources");
    JsonObject actual =
        status.object("state").has("running")
            ? PodSpecs.container(in.actuated(), container.string("name"))
                .map(c -> c.object("resources"))
                .orElse(given)
            : given;
    JsonObject shown = given;
    for (String side : List.of("requests", "limits")) {
      JsonObject amounts = given.object(side);
      for (String name : List.of("cpu", "memory")) {
        Json amount = actual.object(side).get(name);
        amounts = amount == null ? amounts.without(name) : amounts.with(name, amount);
      }
      shown = amounts.isEmpty() ? shown.without(side) : shown.with(side, amounts);
    }
    JsonObject result = status.with("resources", shown);
    return given.has("requests")
        ? result.with("allocatedResources", given.object("requests"))
        : result;
  }

  /// A container that is to be started and could not be waits for the reason of that failure.
  private JsonObject afterFailedStart(JsonObject container, JsonObject status, boolean init) {
    Optional<ContainerStatus> record = in.runtime().find(container.string("name"));
    if (init) {
      boolean done =
          record
              .map(r -> r.state() == ContainerState.CONTAINER_EXITED && r.exitCode() == 0)
              .orElse(false);
      if (done && !PodSpecs.isSidecar(container)) {
        return status;
      }
      if (record.isEmpty()
          && !PodSpecs.isSidecar(container)
          && status.object("state").has("waiting")
          && in.runtime().hasCreatedRegularContainer(in.pod())) {
        return status.with(
            "state",
            JsonObject.EMPTY.with(
                "terminated",
                JsonObject.builder()
                    .put("exitCode", 0)
                    .put("reason", "Completed")
                    .put("message", INIT_FORGOTTEN)
                    .build()));
      }
    }
    Waiting reason = in.waiting().get(container.string("name"));
    if (reason == null || !RestartRules.shouldStart(container, in.pod(), in.runtime())) {
      return status;
    }
    JsonObject result =
        status.object("state").has("terminated")
            ? status.with("lastState", status.object("state"))
            : status;
    return result.with("state", States.waiting(reason.reason(), reason.message()));
  }

  private JsonObject withProbes(JsonObject container, JsonObject status, boolean init) {
    boolean running = status.object("state").has("running");
    String id = status.string("containerID").replaceFirst("^k4j://", "");
    boolean started = running && in.probes().started(id).orElse(!container.has("startupProbe"));
    boolean ready;
    if (init && !PodSpecs.isSidecar(container)) {
      JsonObject ended = status.object("state").object("terminated");
      ready = ended.has("exitCode") && ended.integer("exitCode") == 0;
    } else {
      ready = started && in.probes().ready(id).orElse(!container.has("readinessProbe"));
    }
    return status.with("started", started).with("ready", ready);
  }
}
