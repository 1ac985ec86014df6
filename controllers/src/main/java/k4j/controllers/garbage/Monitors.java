package k4j.controllers.garbage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import k4j.api.meta.Kind;
import k4j.client.Client;
import k4j.client.Discovery.Served;
import k4j.client.ListOptions;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.informer.Reflector;
import k4j.client.informer.Sink;

/// Watches every resource that can be listed and deleted, and keeps only the metadata it needs.
final class Monitors implements AutoCloseable {

  /// Resources whose objects are never garbage.
  private static final Set<String> IGNORED = Set.of("events", "events.events.k8s.io");

  private final Client client;
  private final Surroundings surroundings;
  private final Graph graph;
  private final Consumer<List<Work>> enqueue;
  private final Map<String, Kind<Unstructured>> kinds = new ConcurrentHashMap<>();
  private final Map<Kind<?>, Thread> watching = new HashMap<>();

  Monitors(Client client, Surroundings surroundings, Graph graph, Consumer<List<Work>> enqueue) {
    this.client = client;
    this.surroundings = surroundings;
    this.graph = graph;
    this.enqueue = enqueue;
  }

  /// The resource of a kind, as far as it is known.
  Optional<Kind<Unstructured>> kind(String apiVersion, String kind) {
    return Optional.ofNullable(kinds.get(apiVersion + "/" + kind));
  }

  /// Follows what the server serves now.
  synchronized void refresh() {
    Map<String, Served> wanted = new HashMap<>();
    for (Served served : client.discovery().preferred().resources()) {
      String name = served.kind().resource().groupResource();
      kinds.put(served.kind().apiVersion() + "/" + served.kind().kind(), served.kind());
      if (served.can("delete", "list", "watch") && !IGNORED.contains(name)) {
        wanted.put(name, served);
      }
    }
    Set<Kind<?>> now = new HashSet<>();
    wanted.values().forEach(served -> now.add(known(served.kind())));
    watching
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !now.contains(entry.getKey());
          if (gone) {
            entry.getValue().interrupt();
          }
          return gone;
        });
  }

  /// Kinds of each discovery are equal only by their names.
  private Kind<?> known(Kind<Unstructured> kind) {
    for (Kind<?> other : watching.keySet()) {
      if (other.resource().equals(kind.resource())) {
        return other;
      }
    }
    watching.put(kind, watch(kind));
    return kind;
  }

  private Thread watch(Kind<Unstructured> kind) {
    var reflector =
        new Reflector<>(client.on(kind), ListOptions.ALL, new Monitor(kind), surroundings);
    String name = "garbage-" + kind.resource().groupResource();
    return Thread.ofVirtual().name(name).start(reflector);
  }

  @Override
  public void close() {
    List<Thread> threads;
    synchronized (this) {
      threads = new ArrayList<>(watching.values());
    }
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /// Feeds the graph from one resource; only its own thread calls it.
  private final class Monitor implements Sink<Unstructured> {
    private final Kind<Unstructured> kind;

    /// What is in the graph, by UID: a new list may lack some.
    private final Map<String, Item> items = new HashMap<>();

    Monitor(Kind<Unstructured> kind) {
      this.kind = kind;
    }

    @Override
    public void put(Unstructured object) {
      Item item = Item.of(kind, object);
      if (!item.equals(items.put(item.uid(), item))) {
        enqueue.accept(graph.put(item));
      }
    }

    @Override
    public void delete(Unstructured last) {
      items.remove(last.uid());
      enqueue.accept(graph.remove(last.uid()));
    }

    @Override
    public void replace(List<? extends Unstructured> objects) {
      Set<String> gone = new HashSet<>(items.keySet());
      for (Unstructured object : objects) {
        gone.remove(object.uid());
        put(object);
      }
      for (String uid : gone) {
        items.remove(uid);
        enqueue.accept(graph.remove(uid));
      }
    }
  }
}
