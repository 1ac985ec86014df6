package k4j.kubelet.worker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.kubelet.allocation.PodResources;
import k4j.kubelet.allocation.Resize;
import k4j.kubelet.allocation.ResizePlan;
import k4j.kubelet.container.ContainerLabels;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.RestartRules;
import k4j.kubelet.pod.RuntimePod;
import k4j.kubelet.status.ProbeVerdicts;
import k4j.kubelet.worker.PodActions.Kill;
import k4j.kubelet.worker.PodActions.Reason;

/// Decides what a sync does, from the pod, its state in the runtime and its probes (kuberuntime
/// `computePodActions`).
final class PodPlan {

  private final JsonObject pod;
  private final RuntimePod runtime;
  private final ProbeVerdicts probes;
  private final ResizePlan resize;

  private final List<Kill> kill = new ArrayList<>();
  private final List<JsonObject> startInit = new ArrayList<>();
  private final List<JsonObject> start = new ArrayList<>();
  private boolean killPod;

  private PodPlan(
      JsonObject pod, RuntimePod runtime, ProbeVerdicts probes, Optional<PodResources> actuated) {
    this.pod = pod;
    this.runtime = runtime;
    this.probes = probes;
    resize = new ResizePlan(pod, actuated);
  }

  /// @param pod with what it was given
  /// @param actuated the resources that are in force
  static PodActions decide(
      JsonObject pod, RuntimePod runtime, ProbeVerdicts probes, Optional<PodResources> actuated) {
    return new PodPlan(pod, runtime, probes, actuated).decide();
  }

  private PodActions decide() {
    if (runtime.needsSandbox(pod)) {
      return withNewSandbox();
    }
    List<JsonObject> ephemeral =
        PodSpecs.ephemeralContainers(pod).stream()
            .filter(c -> runtime.find(c.string("name")).isEmpty())
            .toList();
    boolean initialized = init();
    if (!killPod && initialized) {
      regular();
    }
    return new PodActions(killPod, false, 0, kill, ephemeral, startInit, start, resize.result());
  }

  private PodActions withNewSandbox() {
    int attempt = runtime.nextSandboxAttempt();
    PodActions onlyKill =
        new PodActions(
            true, false, attempt, List.of(), List.of(), List.of(), List.of(), Resize.NONE);
    boolean never = PodSpecs.spec(pod).string("restartPolicy").equals("Never");
    if (never && attempt != 0 && !runtime.containers().isEmpty()) {
      return onlyKill;
    }
    List<JsonObject> toStart =
        PodSpecs.containers(pod).stream()
            .filter(c ->
                !RestartRules.policy(c, PodSpecs.spec(pod)).equals("OnFailure") || !succeeded(c))
            .toList();
    if (toStart.isEmpty() && runtime.hasCreatedRegularContainer(pod)) {
      return onlyKill;
    }
    List<JsonObject> init = PodSpecs.initContainers(pod);
    return init.isEmpty()
        ? new PodActions(true, true, attempt, List.of(), List.of(), List.of(), toStart, Resize.NONE)
        : new PodActions(
            true,
            true,
            attempt,
            List.of(),
            List.of(),
            List.of(init.getFirst()),
            List.of(),
            Resize.NONE);
  }

  private boolean succeeded(JsonObject container) {
    return runtime
        .find(container.string("name"))
        .map(s -> s.state() == ContainerState.CONTAINER_EXITED && s.exitCode() == 0)
        .orElse(false);
  }

  // Init containers are walked from the last to the first: records of those that completed may be
  // gone, and the newest is what tells how far the pod came.
  private boolean init() {
    List<JsonObject> containers = PodSpecs.initContainers(pod);
    if (containers.isEmpty()) {
      return true;
    }
    boolean initialized =
        PodSpecs.containers(pod).stream()
            .flatMap(c -> runtime.find(c.string("name")).stream())
            .anyMatch(s ->
                s.state() == ContainerState.CONTAINER_CREATED
                    || s.state() == ContainerState.CONTAINER_RUNNING);
    boolean passed = initialized;
    for (int i = containers.size() - 1; i >= 0; i--) {
      JsonObject container = containers.get(i);
      boolean sidecar = PodSpecs.isSidecar(container);
      Optional<ContainerStatus> status = runtime.find(container.string("name"));
      if (status.isEmpty()) {
        if (passed && sidecar) {
          startInit.add(container);
        }
        continue;
      }
      if (passed && !sidecar) {
        continue;
      }
      boolean done =
          sidecar ? sidecar(container, status.get()) : plainInit(container, status.get());
      if (killPod) {
        return false;
      }
      if (done && i == containers.size() - 1) {
        initialized = true;
      } else if (done && !passed) {
        startInit.add(containers.get(i + 1));
      }
      passed = true;
    }
    if (!passed) {
      startInit.add(containers.getFirst());
    }
    Collections.reverse(startInit);
    return initialized;
  }

  /// Whether the next container may start.
  private boolean plainInit(JsonObject container, ContainerStatus status) {
    switch (status.state()) {
      case CONTAINER_CREATED -> startInit.add(container);
      case CONTAINER_RUNNING -> resize.keep(container, status);
      case CONTAINER_EXITED -> {
        if (status.exitCode() == 0) {
          return true;
        }
        if (RestartRules.shouldStart(container, pod, runtime)) {
          startInit.add(container);
        } else {
          failPod();
        }
      }
      case CONTAINER_UNKNOWN -> {
        if (RestartRules.afterProbeFailure(container, PodSpecs.spec(pod))) {
          killUnknown(container, status, "Init container is in \"");
          startInit.add(container);
        } else {
          failPod();
        }
      }
    }
    return false;
  }

  private void failPod() {
    killPod = true;
    startInit.clear();
  }

  private boolean sidecar(JsonObject container, ContainerStatus status) {
    switch (status.state()) {
      case CONTAINER_CREATED, CONTAINER_EXITED -> startInit.add(container);
      case CONTAINER_UNKNOWN -> {
        killUnknown(container, status, "Init container is in \"");
        startInit.add(container);
      }
      case CONTAINER_RUNNING -> {
        return runningSidecar(container, status);
      }
    }
    return false;
  }

  private boolean runningSidecar(JsonObject container, ContainerStatus status) {
    if (container.has("startupProbe")) {
      Optional<Boolean> started = probes.started(status.id());
      if (started.isEmpty()) {
        return false;
      }
      if (!started.get()) {
        restartSidecar(container, status, "failed startup probe", Reason.STARTUP);
        return false;
      }
    }
    if (ContainerLabels.changed(container, status)) {
      restartSidecar(container, status, "definition changed", Reason.NONE);
    } else if (container.has("livenessProbe") && !probes.live(status.id()).orElse(true)) {
      restartSidecar(container, status, "failed liveness probe", Reason.LIVENESS);
    } else if (!resize.keep(container, status)) {
      kill.add(killForResize(container, status));
      startInit.add(container);
    }
    return true;
  }

  private static Kill killForResize(JsonObject container, ContainerStatus status) {
    String message = "Container " + container.string("name") + " resize requires restart";
    return new Kill(status.id(), container, message, Reason.NONE);
  }

  private void restartSidecar(
      JsonObject container, ContainerStatus status, String why, Reason reason) {
    String message = "Init container " + container.string("name") + " " + why;
    kill.add(new Kill(status.id(), container, message, reason));
    startInit.add(container);
  }

  private void killUnknown(JsonObject container, ContainerStatus status, String begin) {
    String message = begin + "unknown\" state, try killing it before restart";
    kill.add(new Kill(status.id(), container, message, Reason.NONE));
  }

  private void regular() {
    int kept = 0;
    for (JsonObject container : PodSpecs.containers(pod)) {
      Optional<ContainerStatus> found = runtime.find(container.string("name"));
      if (found.isEmpty() || found.get().state() != ContainerState.CONTAINER_RUNNING) {
        if (RestartRules.shouldStart(container, pod, runtime)) {
          start.add(container);
          found
              .filter(s -> s.state() == ContainerState.CONTAINER_UNKNOWN)
              .ifPresent(s -> killUnknown(container, s, "Container is in \""));
        }
        continue;
      }
      kept += keep(container, found.get()) ? 1 : 0;
    }
    if (kept == 0 && start.isEmpty()) {
      killPod = true;
      startInit.clear();
    }
  }

  private boolean keep(JsonObject container, ContainerStatus status) {
    String name = "Container " + container.string("name");
    boolean restart = RestartRules.afterProbeFailure(container, PodSpecs.spec(pod));
    String message;
    Reason reason = Reason.NONE;
    if (ContainerLabels.changed(container, status)) {
      message = name + " definition changed";
      restart = true;
    } else if (!probes.live(status.id()).orElse(true)) {
      message = name + " failed liveness probe";
      reason = Reason.LIVENESS;
    } else if (!probes.started(status.id()).orElse(true)) {
      message = name + " failed startup probe";
      reason = Reason.STARTUP;
    } else if (!resize.keep(container, status)) {
      start.add(container);
      kill.add(killForResize(container, status));
      return false;
    } else {
      return true;
    }
    if (restart) {
      message += ", will be restarted";
      start.add(container);
    }
    kill.add(new Kill(status.id(), container, message, reason));
    return false;
  }
}
