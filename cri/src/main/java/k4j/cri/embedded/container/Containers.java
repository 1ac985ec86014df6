package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import k4j.cri.CriException;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerEvent;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerUser;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.embedded.Events;
import k4j.cri.embedded.image.ImageContent;
import k4j.cri.embedded.linux.Signals;
import k4j.cri.embedded.sandbox.RemovedCgroup;
import k4j.cri.embedded.sandbox.Sandboxes;
import k4j.cri.embedded.state.ContainerRecord;
import k4j.cri.embedded.state.Node;
import k4j.cri.embedded.state.SandboxRecord;
import k4j.cri.embedded.state.StateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The containers of this node and what is done with them.
public final class Containers {
  private static final Logger LOG = LoggerFactory.getLogger(Containers.class);
  private static final int DIE_SECONDS = 30;

  private final Node node;
  private final Sandboxes sandboxes;
  private final ContainerStarter starter;
  private final Events events;
  private final Map<String, LiveContainer> containers = new ConcurrentHashMap<>();

  public Containers(Node node, Sandboxes sandboxes, ContainerStarter starter, Events events) {
    this.node = node;
    this.sandboxes = sandboxes;
    this.starter = starter;
    this.events = events;
  }

  public List<ContainerRecord> all() {
    return containers.values().stream().map(LiveContainer::record).toList();
  }

  public ContainerRecord get(String id) {
    return live(id).record();
  }

  LiveContainer live(String id) {
    return findLive(id)
        .orElseThrow(() ->
            CriException.notFound(
                "an error occurred when try to find container \"" + id + "\": not found"));
  }

  public Optional<ContainerRecord> find(String id) {
    return findLive(id).map(LiveContainer::record);
  }

  private Optional<LiveContainer> findLive(String id) {
    return Optional.ofNullable(containers.get(id));
  }

  /// Writes a container down; nothing runs yet.
  public void create(String id, SandboxRecord sandbox, ContainerConfig config, ImageContent image)
      throws IOException {
    Files.createDirectories(node.store().container(id));
    String stopSignal = config.stopSignal();
    if (stopSignal.isEmpty()) {
      stopSignal = image.defaults().stopSignal();
    }
    ContainerRecord record =
        new ContainerRecord(
            id,
            sandbox.id(),
            config,
            image.id(),
            sandbox.cgroup() + "/" + id,
            config.logPath().isEmpty()
                ? node.store().container(id).resolve("log").toString()
                : Path.of(sandbox.config().logDirectory()).resolve(config.logPath()).toString(),
            stopSignal.isEmpty() ? "SIGTERM" : stopSignal,
            config.resources(),
            ContainerUser.ROOT,
            ContainerRecord.Life.created(node.clock().instant()));
    ProcessPlan.arguments(config, image.defaults());
    node.store().save(record);
    containers.put(id, new LiveContainer(node.store(), record));
    publish(record, ContainerEvent.Type.CONTAINER_CREATED_EVENT);
  }

  public void start(String id) throws IOException {
    LiveContainer container = live(id);
    boolean started = false;
    container.lock().lock();
    try {
      ContainerState state = container.record().state();
      if (state != ContainerState.CONTAINER_CREATED) {
        throw CriException.precondition("container \"" + id + "\" is in " + state + " state");
      }
      SandboxRecord sandbox = sandboxes.get(container.record().podSandboxId());
      if (!sandbox.ready()) {
        throw CriException.precondition(
            "sandbox container \"" + sandbox.id() + "\" is not running");
      }
      Optional<String> target = target(container.record());
      Supervision supervision =
          starter.start(container, sandbox, target.map(this::live).map(LiveContainer::record));
      publish(container.record(), ContainerEvent.Type.CONTAINER_STARTED_EVENT);
      started = true;
      supervision.onExit((code, at) -> finish(container, supervision, code, at));
    } finally {
      container.lock().unlock();
      if (!started && container.record().state() == ContainerState.CONTAINER_EXITED) {
        container.ended().complete(container.record().life().exitCode());
        publish(container.record(), ContainerEvent.Type.CONTAINER_STOPPED_EVENT);
      }
    }
  }

  private static Optional<String> target(ContainerRecord record) {
    String target = record.config().securityContext().namespaceOptions().targetId();
    return target.isEmpty() ? Optional.empty() : Optional.of(target);
  }

  private void finish(LiveContainer container, Supervision supervision, int code, Instant at) {
    ContainerRecord record = container.record();
    try {
      node.cgroups().kill(record.cgroup());
      boolean oom = supervision.isOomKilled() && code != 0;
      supervision.close();
      String reason = oom ? "OOMKilled" : code == 0 ? "Completed" : "Error";
      container.change(r -> r.with(r.life().finished(at, code, reason, "")));
      starter.forget(container);
      RemovedCgroup.await(node.cgroups(), record.cgroup());
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("container", record.id())
          .setCause(e)
          .log("A dead container left something behind");
    } finally {
      container.ended().complete(code);
      publish(container.record(), ContainerEvent.Type.CONTAINER_STOPPED_EVENT);
    }
  }

  /// Asks the container to end, and makes it when the time is over.
  public void stop(String id, Duration timeout) throws IOException {
    Optional<LiveContainer> found = findLive(id);
    if (found.isEmpty()) {
      return;
    }
    LiveContainer container = found.get();
    ContainerRecord record = container.record();
    if (record.state() == ContainerState.CONTAINER_CREATED) {
      container.lock().lock();
      try {
        if (container.record().state() == ContainerState.CONTAINER_CREATED) {
          return;
        }
      } finally {
        container.lock().unlock();
      }
    }
    if (timeout.isPositive()) {
      int signal = Signals.number(record.stopSignal()).orElse(Signals.TERM);
      signal(container, signal);
      if (awaitEnd(container, timeout)) {
        return;
      }
    }
    kill(container);
  }

  private void kill(LiveContainer container) throws IOException {
    signal(container, Signals.KILL);
    node.cgroups().kill(container.record().cgroup());
    if (!awaitEnd(container, Duration.ofSeconds(DIE_SECONDS))) {
      throw new CriException(
          CriException.Code.DEADLINE_EXCEEDED,
          "container \"" + container.record().id() + "\" does not die");
    }
  }

  private static void signal(LiveContainer container, int signal) throws IOException {
    var init = container.record().life().init();
    if (init.isPresent()) {
      init.get().signal(signal);
    }
  }

  private static boolean awaitEnd(LiveContainer container, Duration timeout) {
    try {
      container.ended().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw CriException.internal("waiting for a container failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CriException.internal("interrupted", e);
    }
  }

  public void remove(String id) throws IOException {
    Optional<LiveContainer> found = findLive(id);
    if (found.isEmpty()) {
      return;
    }
    LiveContainer container = found.get();
    if (container.record().state() == ContainerState.CONTAINER_RUNNING) {
      kill(container);
    }
    container.lock().lock();
    try {
      container.markRemoved();
      starter.forget(container);
      RemovedCgroup.await(node.cgroups(), container.record().cgroup());
      StateStore.delete(node.store().container(id));
      containers.remove(id);
    } finally {
      container.lock().unlock();
    }
    publish(container.record(), ContainerEvent.Type.CONTAINER_DELETED_EVENT);
  }

  public void update(String id, LinuxContainerResources resources) throws IOException {
    LiveContainer container = live(id);
    ContainerState state = container.record().state();
    if (state == ContainerState.CONTAINER_EXITED) {
      throw CriException.precondition("container \"" + id + "\" is in " + state + " state");
    }
    if (state == ContainerState.CONTAINER_RUNNING) {
      node.cgroups().apply(container.record().cgroup(), resources);
    }
    container.change(r -> r.with(resources));
  }

  public void reopenLog(String id) throws IOException {
    LiveContainer container = live(id);
    if (container.record().state() != ContainerState.CONTAINER_RUNNING) {
      throw CriException.precondition("container is not running");
    }
    if (container.streams().isPresent()) {
      container.streams().get().log().reopen();
    }
  }

  /// Takes over the containers that a process before us started, with what happened to them since.
  public void adopt() throws IOException {
    for (ContainerRecord record : node.store().containers()) {
      LiveContainer container = new LiveContainer(node.store(), record);
      containers.put(record.id(), container);
      if (record.state() == ContainerState.CONTAINER_RUNNING
          || (record.state() == ContainerState.CONTAINER_CREATED
              && record.life().shim().isPresent())) {
        Supervision supervision = starter.adopt(container);
        supervision.onExit((code, at) -> finish(container, supervision, code, at));
      }
    }
  }

  private void publish(ContainerRecord record, ContainerEvent.Type type) {
    String uid =
        sandboxes
            .find(record.podSandboxId())
            .map(sandbox -> sandbox.config().metadata().uid())
            .orElse("");
    events.publish(record.id(), record.podSandboxId(), uid, type);
  }
}
