package k4j.controllers.nodelifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.Kinds;
import k4j.api.coordination.v1.Lease;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.ListOptions;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.nodelifecycle.NodeTaintPlan.Eviction;
import k4j.controllers.pods.PodState;

/// Follows the health of nodes: by their Lease and status, and by a timer for each that fires when
/// it was silent for too long.
public final class NodeLifecycleController implements Controller {

  private static final String LEASES = "kube-node-lease";
  private static final String ZONE = "topology.kubernetes.io/zone";

  private final ControllerContext context;
  private final Client client;
  private final Informer<Node> nodes;
  private final Informer<Lease> leases;
  private final Index<Pod> podsByNode;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  /// One worker owns these: nodes are looked at one after another.
  private final Map<String, NodeHealth> health = new ConcurrentHashMap<>();

  private final Set<String> registered = new HashSet<>();
  private final Map<String, Instant> lastEviction = new ConcurrentHashMap<>();

  public NodeLifecycleController(ControllerContext context) {
    this.context = context;
    client = context.client();
    nodes = context.informers().of(Kinds.NODES);
    leases = context.informers().of(Kinds.LEASES, LEASES, ListOptions.ALL);
    Informer<Pod> pods = context.informers().of(Kinds.PODS);
    podsByNode = pods.index("node", pod -> List.of(pod.spec().nodeName()));
    queue = context.queue();
    recorder = context.recorder("node-controller");
    loop =
        new ControllerLoop<>(
            "node-lifecycle", List.of(nodes, leases, pods), queue, this::reconcile);
    nodes.handle(new NodeEvents());
    leases.handle(Handler.each(lease -> queue.add(lease.name())));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String name) {
    Optional<Node> found = nodes.get(name);
    if (found.isEmpty()) {
      health.remove(name);
      return Outcome.DONE;
    }
    Node node = found.get();
    if (registered.add(node.uid())) {
      tell(node, "RegisteredNode", "Registered Node " + name + " in Controller");
    }
    Instant now = context.now();
    NodeHealth current = NodeHealth.next(health.get(name), node, leases.get(LEASES, name), now);
    health.put(name, current);
    Duration grace =
        NodeHealth.condition(node, "Ready").isPresent()
            ? context.settings().nodeMonitorGrace()
            : context.settings().nodeStartupGrace();
    Instant deadline = current.seen().plus(grace);
    if (now.isAfter(deadline)) {
      node = silence(node, now);
    }
    Optional<Duration> again = taint(node, now);
    boolean ready = NodeHealth.ready(node).equals("True");
    if (again.isPresent()) {
      return Outcome.after(again.get());
    }
    boolean watched = ready || now.isBefore(deadline) || now.equals(deadline);
    return watched ? Outcome.after(Duration.between(now, deadline).plusMillis(1)) : Outcome.DONE;
  }

  private void tell(Node node, String reason, String what) {
    recorder.normal(node, reason, "Node %s event: %s".formatted(node.name(), what));
  }

  private Node silence(Node node, Instant now) {
    Node silent = NodeConditionPlan.silent(node, now);
    if (silent == node) {
      return node;
    }
    Node written = client.on(Kinds.NODES).updateStatus(silent);
    if (NodeHealth.ready(node).equals("True")) {
      recorder.normal(
          node, "NodeNotReady", "Node %s status is now: NodeNotReady".formatted(node.name()));
      podsByNode.get(node.name()).forEach(pod -> markNotReady(pod, now));
    }
    return written;
  }

  /// Its node does not answer: nobody knows whether it still does.
  private void markNotReady(Pod pod, Instant now) {
    List<PodCondition> conditions =
        pod.status().conditions().stream()
            .map(c ->
                c.type().equals("Ready") && c.status().equals("True")
                    ? c.withStatus("False").withLastTransitionTime(now)
                    : c)
            .toList();
    if (!PodState.isReady(pod)) {
      return;
    }
    try {
      client
          .near(Kinds.PODS, pod)
          .updateStatus(pod.withStatus(pod.status().withConditions(conditions)));
      recorder.warning(pod, "NodeNotReady", "Node is not ready");
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  /// Writes the taints; says when to look again where pods may not be driven away yet.
  private Optional<Duration> taint(Node node, Instant now) {
    List<Node> all =
        nodes.list().stream().map(n -> n.name().equals(node.name()) ? node : n).toList();
    Eviction eviction = Eviction.ALLOWED;
    Optional<Duration> wait = Optional.empty();
    if (Disruption.isTotal(all)) {
      eviction = Eviction.NEVER;
    } else if (NodeTaintPlan.beginsEviction(node)) {
      String zone = zone(node);
      Optional<Duration> pace =
          Disruption.pace(all.stream().filter(n -> zone(n).equals(zone)).toList());
      Instant last = lastEviction.getOrDefault(zone, Instant.EPOCH);
      boolean due = pace.filter(p -> !last.plus(p).isAfter(now)).isPresent();
      if (due) {
        lastEviction.put(zone, now);
      } else {
        eviction = Eviction.LATER;
        wait = pace.map(p -> Duration.between(now, last.plus(p)));
      }
    }
    Node tainted = NodeTaintPlan.decide(node, eviction, now);
    if (tainted != node) {
      client.on(Kinds.NODES).update(tainted);
    }
    return wait;
  }

  private static String zone(Node node) {
    return node.metadata().labels().getOrDefault(ZONE, "");
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }

  /// One node's readiness decides how others are treated.
  private final class NodeEvents implements Handler<Node> {
    @Override
    public void added(Node node) {
      queue.add(node.name());
    }

    @Override
    public void updated(Node old, Node node) {
      queue.add(node.name());
      if (!NodeHealth.ready(old).equals(NodeHealth.ready(node))) {
        nodes.list().forEach(n -> queue.add(n.name()));
      }
    }

    @Override
    public void deleted(Node last) {
      tell(last, "RemovingNode", "Removing Node " + last.name() + " from Controller");
      queue.add(last.name());
    }
  }
}
