package k4j.client.reconcile;

/// Brings the world a step closer to what one object says.
@FunctionalInterface
public interface Reconciler<K> {

  /// Called with one key at a time on one thread; one that throws is called again with back-off.
  Outcome reconcile(K key);
}
