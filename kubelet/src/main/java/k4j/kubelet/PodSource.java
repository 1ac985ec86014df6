package k4j.kubelet;

import java.util.Optional;
import k4j.client.Unstructured;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;

/// Where a kubelet learns of the pods that are bound to its node.
public interface PodSource {

  /// Tells of all there are, then of each change, until the source or the kubelet ends.
  void handle(Handler<Unstructured> handler);

  Optional<Unstructured> get(String namespace, String name);

  /// Waits until all are known; false when interrupted.
  boolean awaitSync();

  /// A watch of its own.
  static PodSource of(Informer<Unstructured> informer) {
    return new PodSource() {
      @Override
      public void handle(Handler<Unstructured> handler) {
        informer.handle(handler);
      }

      @Override
      public Optional<Unstructured> get(String namespace, String name) {
        return informer.get(namespace, name);
      }

      @Override
      public boolean awaitSync() {
        return informer.awaitSync();
      }
    };
  }
}
