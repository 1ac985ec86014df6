package k4j.kubelet.simulated;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import k4j.client.Unstructured;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.kubelet.PodSource;
import k4j.kubelet.pod.PodSpecs;

/// One watch of all pods, handed on to the nodes that they are bound to.
final class NodePods {

  private final Informer<Unstructured> all;
  private final Index<Unstructured> byNode;
  private final Map<String, Handler<Unstructured>> handlers = new ConcurrentHashMap<>();

  /// Held while a change is handed on, so that a node that comes later misses none.
  private final ReentrantLock telling = new ReentrantLock();

  NodePods(Informer<Unstructured> all) {
    this.all = all;
    byNode = all.index("spec.nodeName", pod -> List.of(node(pod)));
    all.handle(new Switch());
  }

  private static String node(Unstructured pod) {
    return PodSpecs.spec(pod.json()).string("nodeName");
  }

  PodSource of(String node) {
    return new PodSource() {
      @Override
      public void handle(Handler<Unstructured> handler) {
        telling.lock();
        try {
          byNode.get(node).forEach(handler::added);
          handlers.put(node, handler);
        } finally {
          telling.unlock();
        }
      }

      @Override
      public Optional<Unstructured> get(String namespace, String name) {
        return all.get(namespace, name).filter(pod -> node(pod).equals(node));
      }

      @Override
      public boolean awaitSync() {
        return all.awaitSync();
      }
    };
  }

  /// The node listens no more.
  void leave(String node) {
    telling.lock();
    try {
      handlers.remove(node);
    } finally {
      telling.unlock();
    }
  }

  private final class Switch implements Handler<Unstructured> {

    @Override
    public void added(Unstructured pod) {
      tell(pod, handler -> handler.added(pod));
    }

    @Override
    public void updated(Unstructured old, Unstructured pod) {
      boolean bound = node(old).isEmpty();
      tell(
          pod,
          handler -> {
            if (bound) {
              handler.added(pod);
            } else {
              handler.updated(old, pod);
            }
          });
    }

    @Override
    public void deleted(Unstructured last) {
      tell(last, handler -> handler.deleted(last));
    }

    private void tell(Unstructured pod, Consumer<Handler<Unstructured>> what) {
      String node = node(pod);
      if (node.isEmpty()) {
        return;
      }
      telling.lock();
      try {
        Handler<Unstructured> handler = handlers.get(node);
        if (handler != null) {
          what.accept(handler);
        }
      } finally {
        telling.unlock();
      }
    }
  }
}
