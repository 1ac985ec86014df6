package k4j.kubelet.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import k4j.api.json.JsonObject;
import k4j.client.Surroundings;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.kubelet.pod.PodEvents;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.RuntimePod;
import k4j.kubelet.status.ProbeVerdicts;
import k4j.kubelet.status.ProbeView;

/// The probes of all pods of the node.
public final class Prober implements ProbeView, ProbeVerdicts {

  private final ProbeAttempts runner;
  private final PodEvents events;
  private final Surroundings surroundings;
  private final Consumer<String> changed;
  private final ProbeResults results = new ProbeResults();
  private final Map<String, ProbedPod> pods = new ConcurrentHashMap<>();

  /// The latest that is known of a pod, and who asks its probes.
  private static final class ProbedPod {

    private final Map<String, ProbeWorker> workers = new ConcurrentHashMap<>();
    private volatile JsonObject pod;
    private volatile RuntimePod runtime;
    private volatile List<String> ips;

    ProbedPod(JsonObject pod, RuntimePod runtime, List<String> ips) {
      this.pod = pod;
      this.runtime = runtime;
      this.ips = ips;
    }

    Optional<ProbedContainer> container(String name) {
      return runtime.find(name).map(status -> probed(name, status));
    }

    private ProbedContainer probed(String name, ContainerStatus status) {
      JsonObject old = statusOf(pod, name);
      boolean same = old.string("containerID").equals("k4j://" + status.id());
      return new ProbedContainer(
          status.id(),
          status.state() == ContainerState.CONTAINER_RUNNING,
          status.startedAt().orElse(status.createdAt()),
          ips.isEmpty() ? "" : ips.getFirst(),
          same && old.bool("ready"));
    }
  }

  private static JsonObject statusOf(JsonObject pod, String name) {
    List<JsonObject> all = new ArrayList<>();
    all.addAll(pod.object("status").array("containerStatuses").objects());
    all.addAll(pod.object("status").array("initContainerStatuses").objects());
    return all.stream()
        .filter(s -> s.string("name").equals(name))
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  /// @param changed is told the uid of a pod for which a result changed
  public Prober(
      ProbeAttempts runner, PodEvents events, Surroundings surroundings, Consumer<String> changed) {
    this.runner = runner;
    this.events = events;
    this.surroundings = surroundings;
    this.changed = changed;
  }

  ProbeAttempts runner() {
    return runner;
  }

  PodEvents events() {
    return events;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  ProbeResults results() {
    return results;
  }

  void changed(JsonObject pod, ProbeKind kind) {
    String uid = PodName.of(pod).uid();
    changed.accept(uid);
    ProbedPod probed = pods.get(uid);
    if (kind == ProbeKind.STARTUP && probed != null) {
      probed.workers.values().forEach(ProbeWorker::nudge);
    }
  }

  /// Starts what probes the pod has, and tells those that run of new containers.
  public void sync(JsonObject pod, RuntimePod runtime, List<String> ips) {
    List<JsonObject> containers = new ArrayList<>(PodSpecs.containers(pod));
    containers.addAll(PodSpecs.sidecars(pod));
    boolean any =
        containers.stream()
            .anyMatch(c -> Arrays.stream(ProbeKind.values()).anyMatch(k -> c.has(k.field())));
    if (!any) {
      return;
    }
    String uid = PodName.of(pod).uid();
    ProbedPod probed = pods.computeIfAbsent(uid, _ -> new ProbedPod(pod, runtime, ips));
    RuntimePod before = probed.runtime;
    probed.pod = pod;
    probed.runtime = runtime;
    probed.ips = ips;
    for (JsonObject container : containers) {
      for (ProbeKind kind : ProbeKind.values()) {
        if (container.has(kind.field())) {
          ensure(probed, kind, container);
        }
      }
    }
    if (!running(before).equals(running(runtime))) {
      probed.workers.values().forEach(ProbeWorker::nudge);
    }
  }

  private static List<String> running(RuntimePod runtime) {
    return runtime.running().stream().map(ContainerStatus::id).toList();
  }

  private void ensure(ProbedPod probed, ProbeKind kind, JsonObject container) {
    String name = container.string("name");
    probed.workers.computeIfAbsent(
        kind + "/" + name,
        _ -> {
          ProbeWorker worker =
              new ProbeWorker(
                  kind, container, () -> probed.pod, () -> probed.container(name), this);
          Thread.ofVirtual().name("kubelet-probe-" + name).start(worker);
          return worker;
        });
  }

  /// For a pod that ends: it is not asked any more whether it lives, only whether it is ready.
  public void stopLiveness(String uid) {
    stop(uid, key -> !key.startsWith(ProbeKind.READINESS.name()));
  }

  public void remove(String uid) {
    stop(uid, _ -> true);
    pods.remove(uid);
  }

  private void stop(String uid, Predicate<String> which) {
    ProbedPod probed = pods.get(uid);
    if (probed == null) {
      return;
    }
    probed.workers.forEach((key, worker) -> {
      if (which.test(key)) {
        worker.stop();
      }
    });
  }

  @Override
  public Optional<Boolean> live(String containerId) {
    return results.get(ProbeKind.LIVENESS, containerId);
  }

  @Override
  public Optional<Boolean> started(String containerId) {
    return results.get(ProbeKind.STARTUP, containerId);
  }

  @Override
  public Optional<Boolean> ready(String containerId) {
    return results.get(ProbeKind.READINESS, containerId);
  }
}
