package k4j.kubelet.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.json.JsonObject;
import k4j.client.Surroundings;
import k4j.client.queue.Pause;
import k4j.kubelet.admission.PodAdmission;
import k4j.kubelet.allocation.Allocations;
import k4j.kubelet.pod.PodEvents;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.probe.Prober;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The workers of all pods of this node.
public final class PodWorkers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorkers.class);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final Duration RESIZE_RETRY = Duration.ofMinutes(3);

  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private final Map<String, Thread> threads = new ConcurrentHashMap<>();
  private final Parts parts;
  private final PodAdmission admission;
  private final PodEvents events;
  private final Surroundings surroundings;
  private final Thread retrying;

  /// What workers share.
  record Parts(
      PodSync sync,
      RuntimeReader reader,
      PodStatuses statuses,
      PodKiller killer,
      Prober prober,
      Remains remains,
      ContainerStarter starter,
      Allocations allocations) {}

  PodWorkers(Parts parts, PodAdmission admission, PodEvents events, Surroundings surroundings) {
    this.parts = parts;
    this.admission = admission;
    this.events = events;
    this.surroundings = surroundings;
    retrying = Thread.ofVirtual().name("kubelet-resizes").start(this::retryForEver);
  }

  PodSync sync() {
    return parts.sync();
  }

  RuntimeReader reader() {
    return parts.reader();
  }

  PodStatuses statuses() {
    return parts.statuses();
  }

  PodKiller killer() {
    return parts.killer();
  }

  Prober prober() {
    return parts.prober();
  }

  Remains remains() {
    return parts.remains();
  }

  Allocations allocations() {
    return parts.allocations();
  }

  private Allocations.Node node() {
    return new Allocations.Node(this::active, this::wake);
  }

  /// Tries the resizes that wait for room.
  void retryResizes() {
    if (parts.allocations().anyWaits()) {
      parts.allocations().retry(node());
    }
  }

  private void retryForEver() {
    while (Pause.of(RESIZE_RETRY, surroundings.timer())) {
      retryResizes();
    }
  }

  PodEvents events() {
    return events;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /// A pod of this node is new or changed.
  public void update(JsonObject pod) {
    String uid = PodName.of(pod).uid();
    PodWorker known = workers.get(uid);
    if (known != null) {
      parts.allocations().changed(known.pod(), pod, node());
      known.update(pod);
      parts.statuses().reconcile(uid);
      return;
    }
    boolean over = PodSpecs.isDeleting(pod) || PodSpecs.isTerminalPhase(PodSpecs.phase(pod));
    Optional<PodAdmission.Refusal> refusal =
        over || PodSpecs.phase(pod).equals("Running")
            ? Optional.empty()
            : admission.refusal(parts.allocations().apply(pod), active());
    if (refusal.isPresent()) {
      events.warning(pod, refusal.get().reason(), refusal.get().message());
      parts.statuses().reject(pod, refusal.get().reason(), refusal.get().message());
      start(uid, new PodWorker(this, pod, PodWorker.Life.TERMINATED));
      return;
    }
    if (!over) {
      parts.allocations().add(pod, node());
    }
    start(uid, new PodWorker(this, pod, PodWorker.Life.SYNC));
  }

  private void start(String uid, PodWorker worker) {
    workers.put(uid, worker);
    String name = "kubelet-pod-" + PodName.of(worker.pod()).name();
    threads.put(uid, Thread.ofVirtual().name(name).start(worker));
  }

  /// A pod of this node is gone from the API.
  public void removed(JsonObject last) {
    PodWorker worker = workers.get(PodName.of(last).uid());
    if (worker != null) {
      worker.removed(last);
    }
  }

  /// Something happened to a pod's containers, probes or references.
  public void wake(String uid) {
    PodWorker worker = workers.get(uid);
    if (worker != null) {
      worker.wake();
    }
  }

  public void wakeAll() {
    workers.values().forEach(PodWorker::wake);
  }

  /// Takes down pods that the runtime has and the API does not know.
  public void removeOrphans() {
    parts.allocations().keepOnly(workers.keySet());
    for (PodName pod : parts.reader().pods().values()) {
      if (!workers.containsKey(pod.uid())) {
        JsonObject metadata =
            JsonObject.builder()
                .put("name", pod.name())
                .put("namespace", pod.namespace())
                .put("uid", pod.uid())
                .build();
        JsonObject stub =
            JsonObject.builder()
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("metadata", metadata)
                .build();
        PodWorker worker = new PodWorker(this, stub, PodWorker.Life.SYNC);
        worker.removed(stub);
        start(pod.uid(), worker);
      }
    }
  }

  /// The pods whose resources count.
  public List<JsonObject> active() {
    List<JsonObject> result = new ArrayList<>();
    for (PodWorker worker : workers.values()) {
      if (worker.life() == PodWorker.Life.SYNC || worker.life() == PodWorker.Life.TERMINATING) {
        result.add(parts.allocations().apply(worker.pod()));
      }
    }
    return result;
  }

  /// Every pod that the kubelet still looks after.
  public List<JsonObject> all() {
    return workers.values().stream().map(PodWorker::pod).toList();
  }

  public Optional<JsonObject> find(String namespace, String name) {
    return all().stream()
        .filter(pod ->
            PodName.of(pod).namespace().equals(namespace) && PodName.of(pod).name().equals(name))
        .findFirst();
  }

  void gone(String uid) {
    workers.remove(uid);
    threads.remove(uid);
    parts.starter().forget(uid);
    parts.statuses().forget(uid);
    parts.allocations().forget(uid);
    retryResizes();
  }

  /// Ends the workers; the pods go on.
  @Override
  public void close() {
    retrying.interrupt();
    workers.values().forEach(PodWorker::close);
    Instant end = surroundings.clock().instant().plus(CLOSE);
    for (Thread thread : threads.values()) {
      try {
        Duration left = Duration.between(surroundings.clock().instant(), end);
        boolean ended = thread.join(left.isPositive() ? left : Duration.ZERO);
        if (!ended) {
          LOG.atDebug().addKeyValue("thread", thread.getName()).log("left behind at work");
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
