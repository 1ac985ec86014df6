package k4j.client.informer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.client.Client;
import k4j.client.ListOptions;
import k4j.client.Resources;
import k4j.client.Surroundings;

/// The informers of one component, one for each kind however many use it. Those asked for after the
/// start begin at once.
public final class Informers implements AutoCloseable {

  private record Scope(Kind<?> kind, String namespace, ListOptions options) {}

  private final Client client;
  private final Surroundings surroundings;
  private final Map<Scope, Informer<?>> informers = new LinkedHashMap<>();
  private final List<Runnable> pending = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean started;
  private boolean closed;

  public Informers(Client client, Surroundings surroundings) {
    this.client = client;
    this.surroundings = surroundings;
  }

  /// All objects of the kind.
  public <T extends ApiObject> Informer<T> of(Kind<T> kind) {
    return of(kind, "", ListOptions.ALL);
  }

  /// Some of them.
  ///
  /// @param namespace empty for all
  public synchronized <T extends ApiObject> Informer<T> of(
      Kind<T> kind, String namespace, ListOptions options) {
    var scope = new Scope(kind, namespace, options);
    @SuppressWarnings("unchecked") // an informer's type is that of the kind in its key
    var known = (Informer<T>) informers.get(scope);
    if (known != null) {
      return known;
    }
    var informer = new Informer<>(kind);
    Resources<T> resources = namespace.isEmpty() ? client.on(kind) : client.in(kind, namespace);
    var reflector = new Reflector<>(resources, options, informer, surroundings);
    informers.put(scope, informer);
    String name = "informer-" + kind.resource().groupResource();
    pending.add(() -> threads.add(Thread.ofVirtual().name(name).start(reflector)));
    if (started) {
      start();
    }
    return informer;
  }

  public synchronized void start() {
    if (closed) {
      return;
    }
    started = true;
    pending.forEach(Runnable::run);
    pending.clear();
  }

  /// Waits until each has its first list; false when interrupted.
  public boolean awaitSync() {
    List<Informer<?>> all;
    synchronized (this) {
      all = List.copyOf(informers.values());
    }
    return all.stream().allMatch(Informer::awaitSync);
  }

  @Override
  public void close() {
    List<Thread> running;
    synchronized (this) {
      closed = true;
      running = List.copyOf(threads);
    }
    running.forEach(Thread::interrupt);
    for (Thread thread : running) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
