package k4j.controllers.daemonset;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import k4j.api.Kinds;
import k4j.api.apps.v1.ControllerRevision;
import k4j.api.apps.v1.DaemonSet;
import k4j.api.apps.v1.DaemonSetStatus;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.meta.StatusException;
import k4j.api.selector.LabelSelector;
import k4j.client.Client;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.Refusals;
import k4j.controllers.history.RevisionEvents;
import k4j.controllers.ownership.Claims;
import k4j.controllers.ownership.Owners;
import k4j.controllers.pods.Expectations;
import k4j.controllers.pods.PodControl;
import k4j.controllers.pods.PodEvents;
import k4j.controllers.pods.PodTemplates;
import k4j.controllers.pods.SlowStart;

/// Keeps a pod of each DaemonSet on every node that it fits. (controller: daemon_controller.go.)
public final class DaemonSetController implements Controller {

  private static final int WORKERS = 2;

  /// At most so many pods are created, and as many deleted, at a time.
  private static final int BURST = 250;

  private static final PodEvents.OwnerKind<DaemonSet> WHAT =
      new PodEvents.OwnerKind<>() {
        @Override
        public String kind() {
          return "DaemonSet";
        }

        @Override
        public LabelSelector selector(DaemonSet set) {
          return LabelSelector.of(set.spec().selector().json());
        }

        @Override
        public int minReadySeconds(DaemonSet set) {
          return set.spec().minReadySeconds();
        }
      };

  private final ControllerContext context;
  private final Client client;
  private final Informer<DaemonSet> sets;
  private final Informer<Pod> pods;
  private final Informer<Node> nodes;
  private final Index<Pod> podsByNode;
  private final DaemonHistory history;
  private final Expectations expectations;
  private final FailedPods failedPods;
  private final WorkQueue<String> queue;
  private final WorkQueue<String> nodeQueue;
  private final EventRecorder recorder;
  private final PodControl control;
  private final ControllerLoop<String> loop;
  private final ControllerLoop<String> nodeLoop;

  public DaemonSetController(ControllerContext context) {
    this.context = context;
    client = context.client();
    sets = context.informers().of(Kinds.DAEMON_SETS);
    pods = context.informers().of(Kinds.PODS);
    nodes = context.informers().of(Kinds.NODES);
    Informer<ControllerRevision> revisions = context.informers().of(Kinds.CONTROLLER_REVISIONS);
    podsByNode = pods.index("node", pod -> List.of(pod.spec().nodeName()));
    history = new DaemonHistory(client, revisions);
    expectations = new Expectations(context.surroundings().clock());
    failedPods = new FailedPods(context.surroundings().clock());
    queue = context.queue();
    nodeQueue = context.queue();
    recorder = context.recorder("daemonset-controller");
    control = new PodControl(client, recorder);
    List<Informer<?>> caches = List.of(sets, pods, nodes, revisions);
    loop = new ControllerLoop<>("daemonset", caches, queue, this::reconcile);
    nodeLoop = new ControllerLoop<>("daemonset-nodes", caches, nodeQueue, this::reconcileNode);
    sets.handle(new SetHandler());
    pods.handle(new PodEvents<>(WHAT, sets, expectations, queue));
    revisions.handle(new RevisionEvents<>(WHAT, sets, queue));
    nodes.handle(new NodeHandler());
  }

  @Override
  public void start() {
    loop.start(WORKERS);
    nodeLoop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<DaemonSet> found = sets.get(key);
    if (found.isEmpty()) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    DaemonSet set = found.get();
    if (WHAT.selector(set).isEverything()) {
      recorder.warning(
          set,
          "SelectingAll",
          "This daemon set is selecting all pods. A non-empty selector is required.");
      return Outcome.DONE;
    }
    // Whether the history of a set that goes is still there nobody knows, so neither its status.
    if (set.isDeleting()) {
      return Outcome.DONE;
    }
    List<Pod> owned = claim(set);
    DaemonHistory.History revisions = history.construct(set, owned);
    var seen = DaemonSetState.of(set, nodes.list(), owned, revisions.hash(), context.now());
    if (!expectations.satisfied(key)) {
      return writeStatus(seen, false, Optional.empty());
    }
    Optional<Duration> again;
    try {
      again = manage(seen);
      history.cleanUp(set, revisions.old(), owned);
    } catch (StatusException e) {
      writeStatus(seen, true, Optional.empty());
      throw e;
    }
    return writeStatus(seen, true, again);
  }

  private List<Pod> claim(DaemonSet set) {
    return Claims.settle(
        client,
        Kinds.DAEMON_SETS,
        set,
        Kinds.PODS,
        new Claims.Ask<>(WHAT.selector(set), Owners.claimable(pods, set)));
  }

  /// The template spreads only where every node has its pod.
  private Optional<Duration> manage(DaemonSetState seen) {
    DaemonSet set = seen.set();
    DaemonSetStep step = DaemonSetPlan.decide(seen, node -> failedPods.delay(set, node));
    step.ended().forEach(pod -> tellEnd(set, pod));
    if (!step.isNothing()) {
      carryOut(seen, step);
    } else if (set.spec().updateStrategy().type().equals("RollingUpdate")) {
      carryOut(seen, RollingUpdatePlan.decide(seen));
    }
    return step.again();
  }

  private void tellEnd(DaemonSet set, Pod pod) {
    String node = DaemonPods.targetNode(pod).orElse("");
    if (pod.status().phase().equals("Failed")) {
      failedPods.replaced(set, node);
      recorder.warning(
          set,
          "FailedDaemonPod",
          "Found failed daemon pod %s/%s on node %s, will try to kill it"
              .formatted(pod.namespace(), pod.name(), node));
    } else {
      recorder.normal(
          set,
          "SucceededDaemonPod",
          "Found succeeded daemon pod %s/%s on node %s, will try to delete it"
              .formatted(pod.namespace(), pod.name(), node));
    }
  }

  private void carryOut(DaemonSetState seen, DaemonSetStep step) {
    if (step.isNothing()) {
      return;
    }
    DaemonSet set = seen.set();
    List<String> create = step.create().stream().limit(BURST).toList();
    List<Pod> delete = step.delete().stream().limit(BURST).toList();
    expectations.expect(set.key(), create.size(), delete.stream().map(Pod::uid).toList());
    var targets = new ConcurrentLinkedQueue<>(create);
    var created = SlowStart.run(create.size(), () -> create(set, seen.hash(), targets.remove()));
    expectations.creationsObserved(set.key(), create.size() - created.succeeded());
    var going = new ConcurrentLinkedQueue<>(delete);
    var deleted = SlowStart.batch(delete.size(), () -> delete(set, going.remove()));
    created
        .failure()
        .filter(e -> !Refusals.isNamespaceTerminating(e))
        .or(deleted::failure)
        .ifPresent(e -> {
          throw e;
        });
  }

  private void create(DaemonSet set, String hash, String node) {
    control.create(set, PodTemplates.pod(set, DaemonPods.template(set, hash, node)));
  }

  private void delete(DaemonSet set, Pod pod) {
    boolean going = false;
    try {
      going = control.delete(set, pod);
    } finally {
      if (!going) {
        expectations.deletionObserved(set.key(), pod.uid());
      }
    }
  }

  private Outcome writeStatus(DaemonSetState seen, boolean observed, Optional<Duration> again) {
    DaemonSet set = seen.set();
    DaemonSetStatus status = DaemonSetStatusPlan.decide(seen, observed);
    if (!DaemonSetStatusPlan.same(status, set.status())) {
      client.near(Kinds.DAEMON_SETS, set).updateStatus(set.withStatus(status));
    }
    boolean waiting =
        set.spec().minReadySeconds() > 0 && status.numberReady() != status.numberAvailable();
    return again
        .or(() ->
            waiting
                ? Optional.of(Duration.ofSeconds(set.spec().minReadySeconds()))
                : Optional.empty())
        .map(Outcome::after)
        .orElse(Outcome.DONE);
  }

  /// Wakes the sets to which the node makes a difference.
  private Outcome reconcileNode(String name) {
    Optional<Node> node = nodes.get(name);
    if (node.isEmpty()) {
      return Outcome.DONE;
    }
    Map<String, Integer> scheduled = new HashMap<>();
    for (Pod pod : podsByNode.get(name)) {
      scheduled.merge(Owners.controllerUid(pod), 1, Integer::sum);
    }
    for (DaemonSet set : sets.list()) {
      boolean has = scheduled.containsKey(set.uid());
      boolean matters =
          switch (NodeFit.of(set).on(node.get())) {
            case RUN -> !has;
            case STAY -> false;
            case LEAVE -> has;
          };
      if (matters || (has && set.status().numberMisscheduled() > 0)) {
        queue.add(set.key());
      }
    }
    return Outcome.DONE;
  }

  @Override
  public void close() {
    loop.close();
    nodeLoop.close();
    recorder.close();
  }

  /// A set made anew under a name begins without expectations.
  private final class SetHandler implements Handler<DaemonSet> {
    @Override
    public void added(DaemonSet set) {
      queue.add(set.key());
    }

    @Override
    public void updated(DaemonSet old, DaemonSet set) {
      queue.add(set.key());
    }

    @Override
    public void deleted(DaemonSet last) {
      expectations.forget(last.key());
      queue.add(last.key());
    }
  }

  /// Of a node only labels and taints matter.
  private final class NodeHandler implements Handler<Node> {
    @Override
    public void added(Node node) {
      nodeQueue.add(node.name());
    }

    @Override
    public void updated(Node old, Node node) {
      boolean same =
          old.json()
                  .object("metadata")
                  .object("labels")
                  .equals(node.json().object("metadata").object("labels"))
              && old.spec().taints().equals(node.spec().taints());
      if (!same) {
        nodeQueue.add(node.name());
      }
    }

    @Override
    public void deleted(Node last) {}
  }
}
