package k4j.controllers.tainteviction;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.pods.Disruptions;

/// Deletes pods from nodes with `NoExecute` taints, at once or when their toleration runs out.
public final class TaintEvictionController implements Controller {

  private static final int WORKERS = 8;

  private final ControllerContext context;
  private final Client client;
  private final Informer<Node> nodes;
  private final Informer<Pod> pods;
  private final Index<Pod> podsByNode;
  private final Set<String> leaving = ConcurrentHashMap.newKeySet();
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public TaintEvictionController(ControllerContext context) {
    this.context = context;
    client = context.client();
    nodes = context.informers().of(Kinds.NODES);
    pods = context.informers().of(Kinds.PODS);
    podsByNode = pods.index("node", pod -> List.of(pod.spec().nodeName()));
    queue = context.queue();
    recorder = context.recorder("taint-eviction-controller");
    loop = new ControllerLoop<>("taint-eviction", List.of(nodes, pods), queue, this::reconcile);
    nodes.handle(new NodeEvents());
    pods.handle(new PodEvents());
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<Pod> found = pods.get(key).filter(pod -> !pod.isDeleting());
    Optional<Node> node = found.flatMap(pod -> nodes.get(pod.spec().nodeName()));
    if (found.isEmpty() || node.isEmpty()) {
      leaving.remove(key);
      return Outcome.DONE;
    }
    Pod pod = found.get();
    Instant now = context.now();
    Optional<Instant> leave =
        EvictionPlan.leaveAt(node.get().spec().taints(), pod.spec().tolerations(), now);
    if (leave.isEmpty()) {
      if (leaving.remove(key)) {
        recorder.normal(pod, "TaintManagerEviction", "Cancelling deletion of Pod " + key);
      }
      return Outcome.DONE;
    }
    if (leave.get().isAfter(now)) {
      leaving.add(key);
      return Outcome.after(Duration.between(now, leave.get()));
    }
    evict(pod, now);
    leaving.remove(key);
    return Outcome.DONE;
  }

  private void evict(Pod pod, Instant now) {
    recorder.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + pod.key());
    try {
      Disruptions.mark(
          client,
          pod,
          new Disruptions.Cause(
              "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint"),
          now);
      client.near(Kinds.PODS, pod).delete(pod.name(), DeleteOptions.of(pod));
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }

  private void wake(Node node) {
    podsByNode.get(node.name()).forEach(pod -> queue.add(pod.key()));
  }

  private static boolean drives(Node node) {
    return node.spec().taints().stream().anyMatch(taint -> taint.effect().equals("NoExecute"));
  }

  private final class NodeEvents implements Handler<Node> {
    @Override
    public void added(Node node) {
      if (drives(node)) {
        wake(node);
      }
    }

    @Override
    public void updated(Node old, Node node) {
      if (!List.copyOf(old.spec().taints()).equals(List.copyOf(node.spec().taints()))) {
        wake(node);
      }
    }

    @Override
    public void deleted(Node last) {
      wake(last);
    }
  }

  private final class PodEvents implements Handler<Pod> {
    @Override
    public void added(Pod pod) {
      if (nodes.get(pod.spec().nodeName()).filter(TaintEvictionController::drives).isPresent()) {
        queue.add(pod.key());
      }
    }

    @Override
    public void updated(Pod old, Pod pod) {
      boolean moved = !old.spec().nodeName().equals(pod.spec().nodeName());
      boolean tolerates =
          !List.copyOf(old.spec().tolerations()).equals(List.copyOf(pod.spec().tolerations()));
      if (moved || tolerates) {
        added(pod);
      }
    }

    @Override
    public void deleted(Pod last) {
      leaving.remove(last.key());
    }
  }
}
