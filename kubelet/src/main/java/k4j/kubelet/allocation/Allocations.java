package k4j.kubelet.allocation;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.cri.container.ContainerState;
import k4j.kubelet.admission.PodAdmission;
import k4j.kubelet.pod.PodEvents;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.PodTotals;
import k4j.kubelet.pod.QosClass;
import k4j.kubelet.pod.RuntimePod;

/// What of the node is given to each pod, which may be less than it now asks for: a resize is taken
/// when it fits, and waits until then (kubelet, `allocation.Manager`).
public final class Allocations {

  private final ResourceRecords allocated;
  private final ResourceRecords actuated;
  private final ResizeConditions conditions;
  private final PodAdmission admission;
  private final PodEvents events;

  /// The pods whose resize waits, as they were last seen, in the order to try them.
  private final Map<String, JsonObject> waiting = new LinkedHashMap<>();

  private final ReentrantLock lock = new ReentrantLock();

  /// @param allocated what pods were given
  /// @param actuated what the runtime was told of it
  public Allocations(
      ResourceRecords allocated,
      ResourceRecords actuated,
      PodAdmission admission,
      PodEvents events,
      InstantSource clock) {
    this.allocated = allocated;
    this.actuated = actuated;
    this.admission = admission;
    this.events = events;
    conditions = new ResizeConditions(clock);
  }

  /// The other pods of the node, and whom to tell that something changed.
  ///
  /// @param active the pods that count, with what they were given
  public record Node(Supplier<List<JsonObject>> active, Consumer<String> wake) {}

  /// The pod with what it was given in place of what it asks for.
  public JsonObject apply(JsonObject pod) {
    return allocated.get(PodName.of(pod).uid()).map(a -> a.apply(pod)).orElse(pod);
  }

  /// The pod with the resources that are in force.
  public JsonObject applyActuated(JsonObject pod) {
    return actuated(PodName.of(pod).uid()).map(a -> a.apply(pod)).orElse(pod);
  }

  public Optional<PodResources> actuated(String podUid) {
    return actuated.get(podUid);
  }

  /// The runtime was told of a container's resources.
  public void actuate(JsonObject pod, String container, JsonObject resources) {
    String uid = PodName.of(pod).uid();
    PodResources known =
        actuated
            .get(uid)
            .orElseGet(() -> PodResources.NONE.withWhole(PodSpecs.spec(pod).object("resources")));
    actuated.set(uid, known.with(container, resources));
  }

  /// The pod's own group has the limits that the pod states for itself.
  void actuateWhole(JsonObject pod) {
    String uid = PodName.of(pod).uid();
    actuated
        .get(uid)
        .ifPresent(
            known -> actuated.set(uid, known.withWhole(PodSpecs.spec(pod).object("resources"))));
  }

  /// A pod came that was admitted, now or by a kubelet before this one.
  public void add(JsonObject pod, Node node) {
    String uid = PodName.of(pod).uid();
    if (allocated.get(uid).isEmpty()) {
      allocated.set(uid, PodResources.of(pod));
    }
    conditions.adopt(uid, pod.object("status"));
    if (differs(pod)) {
      push(pod);
      retry(node);
    } else {
      conditions.clearPending(uid);
    }
  }

  private boolean differs(JsonObject pod) {
    return !apply(pod).equals(pod);
  }

  /// A pod's object changed. To be called before anything acts by the new one.
  public void changed(JsonObject old, JsonObject pod, Node node) {
    String uid = PodName.of(pod).uid();
    if (allocated.get(uid).isEmpty()) {
      return;
    }
    boolean resized = !PodResources.of(pod).equals(PodResources.of(old));
    if (!resized) {
      lock.lock();
      try {
        waiting.computeIfPresent(uid, (_, _) -> pod);
      } finally {
        lock.unlock();
      }
      return;
    }
    if (differs(pod)) {
      push(pod);
      retry(node);
    } else {
      unpush(uid);
      conditions.clearPending(uid);
    }
  }

  private void push(JsonObject pod) {
    lock.lock();
    try {
      waiting.put(PodName.of(pod).uid(), pod);
    } finally {
      lock.unlock();
    }
  }

  private void unpush(String uid) {
    lock.lock();
    try {
      waiting.remove(uid);
    } finally {
      lock.unlock();
    }
  }

  /// Room may have come free: tries every resize that waits.
  public void retry(Node node) {
    Set<String> touched = new HashSet<>();
    lock.lock();
    try {
      for (JsonObject pod : ordered()) {
        String uid = PodName.of(pod).uid();
        List<JsonObject> before = conditions.of(uid);
        boolean given = resize(pod, node);
        boolean later =
            conditions
                .pending(uid)
                .map(c -> c.reason().equals(ResizeConditions.DEFERRED))
                .orElse(false);
        if (!later) {
          waiting.remove(uid);
        }
        if (given || !before.equals(conditions.of(uid))) {
          touched.add(uid);
        }
      }
    } finally {
      lock.unlock();
    }
    touched.forEach(node.wake());
  }

  /// Those that ask for less first, then by priority, class of service, and time of waiting.
  private List<JsonObject> ordered() {
    List<JsonObject> result = new ArrayList<>(waiting.values());
    result.sort(
        Comparator.<JsonObject>comparingInt(pod -> increases(pod) ? 1 : 0)
            .thenComparingLong(pod -> -PodSpecs.spec(pod).integer("priority"))
            .thenComparing(QosClass::of)
            .thenComparing(this::since));
    return result;
  }

  private String since(JsonObject pod) {
    return conditions.pending(PodName.of(pod).uid()).map(c -> c.since().toString()).orElse("~");
  }

  private boolean increases(JsonObject pod) {
    Map<String, Quantity> after = PodTotals.requests(pod);
    Map<String, Quantity> before = PodTotals.requests(apply(pod));
    return List.of("cpu", "memory").stream()
        .anyMatch(name ->
            after
                    .getOrDefault(name, Quantity.ZERO)
                    .compareTo(before.getOrDefault(name, Quantity.ZERO))
                > 0);
  }

  /// Whether the pod was given what it asks for just now.
  private boolean resize(JsonObject pod, Node node) {
    String uid = PodName.of(pod).uid();
    if (!differs(pod)) {
      conditions.clearPending(uid);
      return false;
    }
    long generation = pod.object("metadata").integer("generation");
    List<JsonObject> others =
        node.active().get().stream().filter(o -> !PodName.of(o).uid().equals(uid)).toList();
    Optional<PodAdmission.Refusal> refusal = admission.resizeRefusal(pod, others);
    if (refusal.isEmpty()) {
      allocated.set(uid, PodResources.of(pod));
      conditions.clearPending(uid);
      conditions.clearInProgress(uid);
      conditions.setInProgress(uid, "", "", generation);
      events.normal(pod, "ResizeStarted", ResizeMessages.started(pod, generation));
      return true;
    }
    String message = refusal.get().message();
    if (conditions.setPending(uid, ResizeConditions.DEFERRED, message, generation)) {
      events.warning(
          pod,
          "ResizeDeferred",
          ResizeMessages.pending(pod, generation, ResizeConditions.DEFERRED, message));
    }
    return false;
  }

  public boolean anyWaits() {
    lock.lock();
    try {
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Compares what a pod was given with what is in force, and says so in its conditions.
  ///
  /// @param pod with what it was given
  /// @return whether a resize has just come to its end
  public boolean settle(JsonObject pod, RuntimePod state) {
    String uid = PodName.of(pod).uid();
    long generation = pod.object("metadata").integer("generation");
    if (isInProgress(pod, state)) {
      conditions.setInProgress(uid, "", "", generation);
      return false;
    }
    var done = conditions.clearInProgress(uid);
    done.ifPresent(
        c -> events.normal(pod, "ResizeCompleted", ResizeMessages.completed(pod, c.generation())));
    return done.isPresent();
  }

  private boolean isInProgress(JsonObject pod, RuntimePod state) {
    Optional<PodResources> actual = actuated.get(PodName.of(pod).uid());
    if (actual.isEmpty()) {
      return false;
    }
    PodResources given = PodResources.of(pod);
    List<JsonObject> resizable = new ArrayList<>(PodSpecs.sidecars(pod));
    resizable.addAll(PodSpecs.containers(pod));
    boolean containers =
        resizable.stream()
            .map(c -> c.string("name"))
            .filter(name ->
                state
                    .find(name)
                    .map(s -> s.state() == ContainerState.CONTAINER_RUNNING)
                    .orElse(false))
            .filter(name -> actual.get().containers().containsKey(name))
            .anyMatch(name ->
                !Amounts.of(given.whole(), given.containers().getOrDefault(name, JsonObject.EMPTY))
                    .equals(
                        Amounts.of(
                            actual.get().whole(),
                            actual.get().containers().getOrDefault(name, JsonObject.EMPTY))));
    return containers
        || !Amounts.of(JsonObject.EMPTY, given.whole())
            .equals(Amounts.of(JsonObject.EMPTY, actual.get().whole()));
  }

  /// A resize that was begun could not be carried out.
  public void failed(JsonObject pod, String error) {
    String uid = PodName.of(pod).uid();
    long now = pod.object("metadata").integer("generation");
    if (conditions.setInProgress(uid, "Error", error, now)) {
      long generation = conditions.inProgress(uid).map(c -> c.generation()).orElse(now);
      events.warning(pod, "ResizeError", ResizeMessages.failed(pod, generation, error));
    }
  }

  /// The conditions of a pod about its resize, none once it is over.
  public List<JsonObject> conditions(String podUid) {
    return conditions.of(podUid);
  }

  public void forget(String podUid) {
    unpush(podUid);
    conditions.forget(podUid);
    allocated.remove(podUid);
    actuated.remove(podUid);
  }

  public void keepOnly(Set<String> podUids) {
    allocated.keepOnly(podUids);
    actuated.keepOnly(podUids);
  }
}
