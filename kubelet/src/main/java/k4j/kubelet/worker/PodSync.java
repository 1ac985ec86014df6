package k4j.kubelet.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.json.JsonObject;
import k4j.client.Surroundings;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.container.ContainerStatus;
import k4j.cri.runtime.RuntimeCondition;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxStatus;
import k4j.kubelet.allocation.Allocations;
import k4j.kubelet.allocation.Resize;
import k4j.kubelet.allocation.Resizer;
import k4j.kubelet.config.NodeFiles;
import k4j.kubelet.container.SandboxConfigs;
import k4j.kubelet.image.CriErrors;
import k4j.kubelet.pod.PodEvents;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.RuntimePod;
import k4j.kubelet.probe.Prober;
import k4j.kubelet.reference.ConfigObjects;
import k4j.kubelet.reference.FieldSelector;
import k4j.kubelet.status.Waiting;
import k4j.kubelet.volume.NodeVolume;
import k4j.kubelet.volume.VolumeException;
import k4j.kubelet.volume.Volumes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a pod one step towards what its object says.
final class PodSync {

  private static final Logger LOG = LoggerFactory.getLogger(PodSync.class);
  private static final Duration RESYNC = Duration.ofSeconds(60);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(10);
  private static final Duration NETWORK = Duration.ofSeconds(1);
  private static final Duration VOLUME_FIRST = Duration.ofMillis(500);
  private static final int VOLUME_DOUBLINGS = 8;

  private final RuntimeService runtime;
  private final RuntimeReader reader;
  private final ConfigObjects config;
  private final Volumes volumes;
  private final SandboxConfigs sandboxes;
  private final ContainerStarter starter;
  private final PodKiller killer;
  private final Prober prober;
  private final PodStatuses statuses;
  private final RuntimeHandlers handlers;
  private final Allocations allocations;
  private final Resizer resizer;
  private final PodEvents events;
  private final NodeFacts node;
  private final NodeFiles files;
  private final Surroundings surroundings;

  /// What a sync works with.
  record Parts(
      RuntimeService runtime,
      RuntimeReader reader,
      ConfigObjects config,
      Volumes volumes,
      SandboxConfigs sandboxes,
      ContainerStarter starter,
      PodKiller killer,
      Prober prober,
      PodStatuses statuses,
      RuntimeHandlers handlers,
      Allocations allocations,
      Resizer resizer) {}

  PodSync(
      Parts parts, PodEvents events, NodeFacts node, NodeFiles files, Surroundings surroundings) {
    runtime = parts.runtime();
    reader = parts.reader();
    config = parts.config();
    volumes = parts.volumes();
    sandboxes = parts.sandboxes();
    starter = parts.starter();
    killer = parts.killer();
    prober = parts.prober();
    statuses = parts.statuses();
    handlers = parts.handlers();
    allocations = parts.allocations();
    resizer = parts.resizer();
    this.events = events;
    this.node = node;
    this.files = files;
    this.surroundings = surroundings;
  }

  /// @param ended all is over: the pod is to be taken down
  /// @param resized the pod may have given room back
  /// @param retry when to come again if nothing happens before
  record Outcome(boolean ended, boolean resized, Duration retry) {

    static final Outcome ENDED = new Outcome(true, false, Duration.ZERO);

    Outcome(boolean ended, Duration retry) {
      this(ended, false, retry);
    }
  }

  /// What a worker remembers of its pod from sync to sync.
  static final class Memory {

    /// By container name, why it could not be started.
    final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

    int volumeFailures;

    /// Done when the pod is to end: nobody waits for images any more.
    final CompletableFuture<Void> ending = new CompletableFuture<>();
  }

  Outcome sync(JsonObject pod, Memory memory) {
    String uid = PodName.of(pod).uid();
    RuntimePod state = reader.read(uid);
    allocations.settle(pod, state);
    JsonObject status = statuses.refresh(pod, state, memory.waiting, PodStatuses.Stage.LIVE);
    if (PodSpecs.isTerminalPhase(status.string("phase"))) {
      return Outcome.ENDED;
    }
    Duration deadline = untilDeadline(pod, status);
    if (!deadline.isPositive()) {
      String text = "Pod was active on the node longer than the specified deadline";
      events.normal(pod, "DeadlineExceeded", text);
      statuses.fail(pod, state, memory.waiting, "DeadlineExceeded", text);
      return Outcome.ENDED;
    }
    prober.sync(pod, state, ips(pod, state));
    config.use(pod);
    Map<String, NodeVolume> mounted;
    try {
      mounted = volumes.setUp(pod, place(pod, state), node.allocatable());
      memory.volumeFailures = 0;
    } catch (VolumeException e) {
      events.warning(pod, "FailedMount", String.valueOf(e.getMessage()));
      int times = Math.min(memory.volumeFailures++, VOLUME_DOUBLINGS);
      return new Outcome(false, shorter(VOLUME_FIRST.multipliedBy(1L << times), deadline));
    }
    PodActions actions = PodPlan.decide(pod, state, prober, allocations.actuated(uid));
    Duration retry = new Step(pod, state, mounted, memory).perform(actions);
    state = reader.read(uid);
    boolean resized = allocations.settle(pod, state);
    status = statuses.refresh(pod, state, memory.waiting, PodStatuses.Stage.LIVE);
    prober.sync(pod, state, ips(pod, state));
    new ContainerGc(runtime, files).collect(state);
    return PodSpecs.isTerminalPhase(status.string("phase"))
        ? Outcome.ENDED
        : new Outcome(false, resized, shorter(retry, deadline));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private Duration untilDeadline(JsonObject pod, JsonObject status) {
    JsonObject spec = PodSpecs.spec(pod);
    if (!spec.has("activeDeadlineSeconds") || status.string("startTime").isEmpty()) {
      return RESYNC;
    }
    Instant end =
        Instant.parse(status.string("startTime"))
            .plusSeconds(spec.integer("activeDeadlineSeconds"));
    return Duration.between(surroundings.clock().instant(), end);
  }

  /// The addresses at which the pod is reached.
  List<String> ips(JsonObject pod, RuntimePod state) {
    return PodSpecs.isHostNetwork(pod) ? node.addresses() : state.ips();
  }

  private FieldSelector.Place place(JsonObject pod, RuntimePod state) {
    return new FieldSelector.Place(ips(pod, state), node.name(), node.addresses());
  }

  /// One sync's actions being carried out.
  private final class Step {

    private final JsonObject pod;
    private final Map<String, NodeVolume> mounted;
    private final Memory memory;
    private RuntimePod state;
    private Duration retry = RESYNC;

    Step(JsonObject pod, RuntimePod state, Map<String, NodeVolume> mounted, Memory memory) {
      this.pod = pod;
      this.state = state;
      this.mounted = mounted;
      this.memory = memory;
    }

    Duration perform(PodActions actions) {
      if (actions.killPod()) {
        if (actions.createSandbox() && state.sandbox().isPresent()) {
          String text = "Pod sandbox changed, it will be killed and re-created.";
          events.normal(pod, "SandboxChanged", text);
        }
        boolean killed = killer.killPod(pod, state, PodSpecs.gracePeriodSeconds(pod));
        if (!killed || !actions.createSandbox()) {
          return killed ? retry : AFTER_ERROR;
        }
        removeInitContainers();
      }
      actions.kill().forEach(kill -> killer.killContainer(pod, kill));
      if (actions.createSandbox() && !createSandbox(actions.attempt())) {
        return retry;
      }
      boolean starts =
          !(actions.startEphemeral().isEmpty()
              && actions.startInit().isEmpty()
              && actions.start().isEmpty());
      if (starts || !actions.resize().isNothing()) {
        startAll(actions);
      }
      return retry;
    }

    /// A new sandbox begins with the first init container again.
    private void removeInitContainers() {
      for (ContainerStatus container : state.containers()) {
        if (PodSpecs.has(PodSpecs.initContainers(pod), container.metadata().name())) {
          runtime.removeContainer(container.id());
        }
      }
    }

    private boolean createSandbox(int attempt) {
      try {
        if (!PodSpecs.isHostNetwork(pod) && !networkReady()) {
          retry = NETWORK;
          return false;
        }
        PodSandboxConfig config = sandboxes.of(pod, attempt);
        files.makeDirectories(Path.of(config.logDirectory()));
        runtime.runPodSandbox(config, handlers.of(pod));
        state = reader.read(PodName.of(pod).uid());
        statuses.refresh(pod, state, memory.waiting, PodStatuses.Stage.LIVE);
        return true;
      } catch (CriException e) {
        events.warning(
            pod, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + CriErrors.text(e));
      } catch (IOException e) {
        events.warning(pod, "Failed", "error making pod data directories: " + e);
      }
      retry = AFTER_ERROR;
      return false;
    }

    private boolean networkReady() {
      RuntimeCondition network =
          runtime
              .status()
              .condition(RuntimeCondition.NETWORK_READY)
              .orElse(new RuntimeCondition(RuntimeCondition.NETWORK_READY, true, "", ""));
      if (!network.status()) {
        events.warning(
            pod,
            "NetworkNotReady",
            ("network is not ready: container runtime network not ready: "
                    + "NetworkReady=false reason:%s message:%s")
                .formatted(network.reason(), network.message()));
      }
      return network.status();
    }

    private void startAll(PodActions actions) {
      PodSandboxStatus sandbox = state.readySandbox().orElse(null);
      if (sandbox == null) {
        retry = AFTER_ERROR;
        return;
      }
      PodSandboxConfig config = sandboxes.of(pod, sandbox.metadata().attempt());
      for (JsonObject container : actions.startEphemeral()) {
        start(container, sandbox.id(), config);
      }
      for (JsonObject container : actions.startInit()) {
        boolean started = start(container, sandbox.id(), config);
        if (!started && !PodSpecs.isSidecar(container)) {
          return;
        }
      }
      if (!actions.resize().isNothing() && !resize(sandbox.id(), actions.resize())) {
        return;
      }
      for (JsonObject container : actions.start()) {
        start(container, sandbox.id(), config);
      }
    }

    /// Whether it was carried out wholly.
    private boolean resize(String sandboxId, Resize resize) {
      Optional<String> problem = resizer.perform(pod, sandboxId, resize);
      problem.ifPresent(text -> {
        allocations.failed(pod, text);
        retry = AFTER_ERROR;
      });
      return problem.isEmpty();
    }

    private boolean start(JsonObject container, String sandboxId, PodSandboxConfig config) {
      String name = container.string("name");
      try {
        ContainerStarter.Place at =
            new ContainerStarter.Place(
                sandboxId, config, state, mounted, ips(pod, state), memory.ending);
        starter.start(pod, container, at);
        memory.waiting.remove(name);
        return true;
      } catch (StartFailure e) {
        LOG.atDebug()
            .addKeyValue("pod", PodName.of(pod))
            .addKeyValue("container", name)
            .addKeyValue("reason", e.waiting().reason())
            .log("container not started");
        memory.waiting.put(name, e.waiting());
        retry = shorter(retry, e.retry().isPositive() ? e.retry() : AFTER_ERROR);
        return false;
      }
    }
  }
}
