package k4j.controllers.podgarbage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.pods.Disruptions;
import k4j.controllers.pods.PodState;

/// Deletes pods whose node is gone, and ended pods where there are very many.
public final class PodGarbageCollector implements Controller {

  private static final Duration QUARANTINE = Duration.ofSeconds(40);
  private static final Disruptions.Cause NODE_GONE =
      new Disruptions.Cause("DeletionByPodGC", "PodGC: node no longer exists");

  /// The key under which ended pods are counted; nodes have names without a slash.
  private static final String ENDED = "/ended";

  private final ControllerContext context;
  private final Client client;
  private final Informer<Node> nodes;
  private final Informer<Pod> pods;
  private final Index<Pod> podsByNode;
  private final Index<Pod> ended;
  private final Map<String, Instant> missing = new ConcurrentHashMap<>();
  private final WorkQueue<String> queue;
  private final ControllerLoop<String> loop;

  public PodGarbageCollector(ControllerContext context) {
    this.context = context;
    client = context.client();
    nodes = context.informers().of(Kinds.NODES);
    pods = context.informers().of(Kinds.PODS);
    podsByNode = pods.index("node", pod -> List.of(pod.spec().nodeName()));
    ended = pods.index("ended", pod -> PodState.isTerminal(pod) ? List.of(ENDED) : List.of());
    queue = context.queue();
    loop = new ControllerLoop<>("pod-garbage", List.of(nodes, pods), queue, this::reconcile);
    nodes.handle(Handler.each(node -> queue.add(node.name())));
    pods.handle(Handler.each(this::wake));
  }

  private void wake(Pod pod) {
    if (PodState.isTerminal(pod)) {
      queue.add(ENDED);
    }
    String node = pod.spec().nodeName();
    if (!node.isEmpty() && nodes.get(node).isEmpty()) {
      queue.add(node);
    }
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String key) {
    return key.equals(ENDED) ? trim() : orphans(key);
  }

  private Outcome trim() {
    int threshold = context.settings().terminatedPodThreshold();
    if (threshold > 0 && ended.get(ENDED).size() > threshold) {
      PodGarbagePlan.surplus(ended.get(ENDED), threshold).forEach(this::remove);
    }
    return Outcome.DONE;
  }

  /// A node that is missing for a moment may be registered anew.
  private Outcome orphans(String node) {
    List<Pod> left = podsByNode.get(node);
    if (nodes.get(node).isPresent() || left.isEmpty()) {
      missing.remove(node);
      return Outcome.DONE;
    }
    Instant now = context.now();
    Instant due = missing.computeIfAbsent(node, _ -> now).plus(QUARANTINE);
    if (due.isAfter(now)) {
      return Outcome.after(Duration.between(now, due));
    }
    if (client.on(Kinds.NODES).find(node).isPresent()) {
      return Outcome.DONE;
    }
    left.forEach(pod -> abandon(pod, now));
    return Outcome.DONE;
  }

  private void abandon(Pod pod, Instant now) {
    try {
      if (!PodState.isTerminal(pod)) {
        Disruptions.markFailed(client, pod, NODE_GONE, now);
      }
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
    remove(pod);
  }

  private void remove(Pod pod) {
    try {
      client
          .near(Kinds.PODS, pod)
          .delete(pod.name(), DeleteOptions.of(pod).withGracePeriodSeconds(0));
    } catch (StatusException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
