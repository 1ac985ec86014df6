package k4j.scheduler;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.Kinds;
import k4j.api.core.v1.Namespace;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;
import k4j.scheduler.cycle.Nominations;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.queue.SchedulingQueue;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.SchedulerCache;

/// Follows nodes and pods: pods without a node go to the queue, all others to the cache, and the
/// queue hears of each change that may make room.
final class ClusterView {

  private final Informers informers;
  private final Informer<Pod> pods;
  private final Informer<Node> nodes;
  private final Informer<Namespace> namespaces;
  private final SchedulerCache cache;
  private final SchedulingQueue queue;

  /// What else plugins look at, so that a change may help a pod.
  private static final List<Kind<?>> LOOKED_AT =
      List.of(
          Kinds.PERSISTENT_VOLUMES,
          Kinds.PERSISTENT_VOLUME_CLAIMS,
          Kinds.STORAGE_CLASSES,
          Kinds.CSI_NODES,
          Kinds.CSI_DRIVERS,
          Kinds.CSI_STORAGE_CAPACITIES,
          Kinds.VOLUME_ATTACHMENTS);

  /// The names of schedulers whose pods are ours.
  private final Set<String> names;

  private final NominatedPods nominated = new NominatedPods();

  ClusterView(Informers informers, SchedulingQueue queue, Set<String> names) {
    this.informers = informers;
    this.queue = queue;
    this.names = Set.copyOf(names);
    pods = informers.of(Kinds.PODS);
    nodes = informers.of(Kinds.NODES);
    namespaces = informers.of(Kinds.NAMESPACES);
    cache = new SchedulerCache(this::namespaceLabels);
    nodes.handle(new NodeEvents());
    pods.handle(new PodEvents());
    for (Kind<?> kind : LOOKED_AT) {
      informers.of(kind).handle(new ObjectEvents());
    }
  }

  SchedulerCache cache() {
    return cache;
  }

  Informer<Pod> pods() {
    return pods;
  }

  /// Waits until it knows the whole cluster; false when interrupted.
  boolean awaitSync() {
    return informers.awaitSync();
  }

  Nominations nominations() {
    return nominated;
  }

  /// Keeps room on a node for a pod from now on, before its status says so: others may come as soon
  /// as the first victim goes.
  void nominate(Pod pod, String node) {
    Pod current = pods.get(pod.key()).filter(p -> p.uid().equals(pod.uid())).orElse(pod);
    if (waits(current)) {
      var info = PodInfo.of(current.withStatus(current.status().withNominatedNodeName(node)));
      nominated.put(info);
      queue.put(info, false);
    }
  }

  /// A pod that has its node now needs no room to be kept.
  void settled(Pod pod) {
    nominated.remove(pod.key());
  }

  private JsonObject namespaceLabels(String name) {
    return namespaces
        .get(name)
        .map(namespace -> namespace.json().object("metadata").object("labels"))
        .orElse(JsonObject.EMPTY);
  }

  private final class NodeEvents implements Handler<Node> {
    @Override
    public void added(Node node) {
      cache.putNode(node);
      queue.happened(new ClusterEvent.NodeAdded(node));
    }

    @Override
    public void updated(Node old, Node node) {
      cache.putNode(node);
      var event = new ClusterEvent.NodeUpdated(old, node);
      if (event.matters()) {
        queue.happened(event);
      }
    }

    @Override
    public void deleted(Node last) {
      cache.removeNode(last.name());
    }
  }

  private final class ObjectEvents implements Handler<ApiObject> {
    @Override
    public void added(ApiObject object) {
      queue.happened(new ClusterEvent.ObjectChanged(Optional.empty(), Optional.of(object)));
    }

    @Override
    public void updated(ApiObject old, ApiObject object) {
      queue.happened(new ClusterEvent.ObjectChanged(Optional.of(old), Optional.of(object)));
    }

    @Override
    public void deleted(ApiObject last) {
      queue.happened(new ClusterEvent.ObjectChanged(Optional.of(last), Optional.empty()));
    }
  }

  private static boolean isEnded(Pod pod) {
    String phase = pod.status().phase();
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private static boolean isAssigned(Pod pod) {
    return !pod.spec().nodeName().isEmpty();
  }

  /// Whether it takes up room on a node.
  private static boolean occupies(Pod pod) {
    return isAssigned(pod) && !isEnded(pod);
  }

  private boolean waits(Pod pod) {
    return !isAssigned(pod) && !isEnded(pod) && names.contains(pod.spec().schedulerName());
  }

  private final class PodEvents implements Handler<Pod> {
    @Override
    public void added(Pod pod) {
      follow("", pod);
      if (occupies(pod)) {
        occupied(pod);
      } else if (waits(pod)) {
        queue.put(PodInfo.of(pod), false);
      }
    }

    @Override
    public void updated(Pod old, Pod pod) {
      follow(old.status().nominatedNodeName(), pod);
      if (occupies(pod)) {
        boolean news = !occupies(old);
        if (news || isChanged(old, pod)) {
          occupied(pod);
        }
        if (news) {
          queue.remove(pod.key());
        }
      } else if (occupies(old)) {
        deleted(old);
      } else if (waits(pod)) {
        queue.put(PodInfo.of(pod), isChanged(old, pod));
      } else {
        queue.remove(pod.key());
      }
    }

    @Override
    public void deleted(Pod last) {
      nominated.remove(last.key());
      if (isAssigned(last)) {
        cache.removePod(last);
        queue.happened(new ClusterEvent.PodGone(last));
      } else if (cache.forget(last)) {
        queue.remove(last.key());
        queue.happened(new ClusterEvent.PodGone(last));
      } else {
        queue.remove(last.key());
      }
    }

    private void occupied(Pod pod) {
      cache.putPod(pod);
      queue.happened(new ClusterEvent.PodAssigned(pod));
    }

    /// A status that never named a node may be from before the nomination.
    private void follow(String before, Pod pod) {
      if (waits(pod) && !pod.status().nominatedNodeName().isEmpty()) {
        nominated.put(PodInfo.of(pod));
      } else if (!waits(pod) || !before.isEmpty()) {
        nominated.remove(pod.key());
      }
    }
  }

  /// Whether more changed than the pod's status and what every write changes.
  private static boolean isChanged(Pod old, Pod pod) {
    return !essence(old).equals(essence(pod));
  }

  private static JsonObject essence(Pod pod) {
    JsonObject metadata =
        pod.json().object("metadata").without("resourceVersion").without("managedFields");
    return pod.json().without("status").with("metadata", metadata.without("generation"));
  }
}
