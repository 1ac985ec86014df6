package k4j.bench.scheduler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import k4j.api.Kinds;
import k4j.api.core.v1.Namespace;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.SystemEdge;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.storage.StoredObjectCodec;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.informer.Handler;
import k4j.client.informer.Informers;
import k4j.scheduler.Scheduler;
import k4j.store.Store;
import k4j.store.embedded.EmbeddedStore;
import k4j.store.embedded.StoreSettings;

/// A cluster of node objects, a scheduler, and a clock on each pod.
@SystemEdge
final class Measurement implements AutoCloseable {

  private static final int CREATORS = 8;

  /// What was measured.
  record Outcome(double perSecond, long p99Millis) {}

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Path folder;
  private final Store<StoredObject> store;
  private final Client client;
  private final Informers informers;
  private final Scheduler scheduler;
  private final int nodes;
  private final Map<String, Long> bound = new ConcurrentHashMap<>();
  private volatile CountDownLatch missing = new CountDownLatch(0);

  Measurement(Path parent, int nodes) throws IOException {
    this.nodes = nodes;
    folder = Files.createTempDirectory(parent, "k4j-scheduler-bench");
    InstantSource clock = InstantSource.system();
    var random = new Random(1);
    store =
        EmbeddedStore.open(
            folder.resolve("store"),
            new StoredObjectCodec(Encryption.none(), new BuiltinCatalog()),
            StoreSettings.of(clock, timer));
    var server =
        new ApiServerBuilder(new BuiltinCatalog(), clock, timer, random).store(store).build();
    client = new Client(server.transport(User.of("bench", User.MASTERS)));
    var surroundings = new Surroundings(clock, timer, random);
    Namespace namespace = Namespace.EMPTY;
    client
        .on(Kinds.NAMESPACES)
        .create(namespace.withMetadata(namespace.metadata().withName("default")));
    each(
        nodes,
        number -> {
          Node node = Kinds.NODES.of(object(node(number)));
          Node created = client.on(Kinds.NODES).create(node);
          client.on(Kinds.NODES).updateStatus(created.withStatus(node.status()));
        });
    informers = new Informers(client, surroundings);
    informers.of(Kinds.PODS).handle(new BoundPods());
    informers.start();
    informers.awaitSync();
    scheduler = new Scheduler(client, surroundings);
    scheduler.start();
  }

  @FunctionalInterface
  private interface Each {
    void run(int number);
  }

  private static void each(int count, Each step) {
    try (ExecutorService creators = Executors.newFixedThreadPool(CREATORS)) {
      for (int i = 0; i < count; i++) {
        int number = i;
        creators.execute(() -> step.run(number));
      }
    }
  }

  @SystemEdge
  private final class BoundPods implements Handler<Pod> {
    @Override
    public void added(Pod pod) {
      see(pod);
    }

    @Override
    public void updated(Pod old, Pod pod) {
      see(pod);
    }

    private void see(Pod pod) {
      boolean isBound = !pod.spec().nodeName().isEmpty();
      if (isBound && bound.putIfAbsent(pod.name(), System.nanoTime()) == null) {
        missing.countDown();
      }
    }

    @Override
    public void deleted(Pod last) {}
  }

  /// Lets the existing pods be bound, then measures from the first creation to the last binding.
  Outcome run(Workload workload, int existing, int measured) throws InterruptedException {
    create(existing, number -> workload.existing(number, nodes), new ConcurrentHashMap<>());
    Map<String, Long> created = new ConcurrentHashMap<>();
    long begin = System.nanoTime();
    create(measured, number -> workload.measured(number, nodes), created);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long[] waits =
        created.entrySet().stream()
            .mapToLong(e -> bound.getOrDefault(e.getKey(), 0L) - e.getValue())
            .toArray();
    Arrays.sort(waits);
    return new Outcome(measured / seconds, waits[waits.length * 99 / 100] / 1_000_000);
  }

  private void create(int count, IntFunction<String> pod, Map<String, Long> created)
      throws InterruptedException {
    missing = new CountDownLatch(count);
    each(
        count,
        number -> {
          Pod made = Kinds.PODS.of(object(pod.apply(number)));
          created.put(made.name(), System.nanoTime());
          client.in(Kinds.PODS, "default").create(made);
        });
    missing.await();
  }

  private static JsonObject object(String json) {
    return (JsonObject) JsonParser.parse(json);
  }

  /// A thousand nodes are those that the pods of `preemption` fill.
  private static String node(int number) {
    String pool = number < 1000 ? "full" : "free";
    return NODE.formatted(number, number, number % 3, pool);
  }

  @Override
  public void close() throws IOException {
    scheduler.close();
    informers.close();
    timer.shutdownNow();
    store.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : List.copyOf(files.sorted(Comparator.reverseOrder()).toList())) {
        Files.delete(file);
      }
    }
  }

  private static final String NODE =
      """
      {"apiVersion": "v1", "kind": "Node",
       "metadata": {"name": "node-%d", "labels": {"kubernetes.io/hostname": "node-%d",
         "topology.kubernetes.io/zone": "zone-%d", "pool": "%s"}},
       "status": {"allocatable": {"cpu": "64", "memory": "256Gi", "pods": "110"},
                  "capacity": {"cpu": "64", "memory": "256Gi", "pods": "110"}}}
      """;
}
