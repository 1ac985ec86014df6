package k4j.bench.scheduler;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import k4j.api.Kinds;
import k4j.api.core.v1.Namespace;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.SystemEdge;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.informer.Handler;
import k4j.client.informer.Informers;
import k4j.scheduler.Scheduler;

/// Measures how many pods a second are bound through the API in one process: arguments are the
/// number of nodes, of pods and of runs.
@SystemEdge
public final class SchedulerBench {

  private static final int CREATORS = 8;

  private SchedulerBench() {}

  public static void main(String[] args) throws InterruptedException {
    int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    int pods = args.length > 1 ? Integer.parseInt(args[1]) : 5000;
    int runs = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      Duration took = run(nodes, pods);
      double rate = pods / (took.toMillis() / 1000.0);
      rates.add(rate);
      System.out.printf("run %d: %d pods on %d nodes, %.0f pods/s%n", i + 1, pods, nodes, rate);
    }
    rates.sort(null);
    System.out.printf("median: %.0f pods/s%n", rates.get(rates.size() / 2));
  }

  /// From the start of the scheduler, when all pods wait, until the last is seen bound.
  private static Duration run(int nodes, int pods) throws InterruptedException {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    var random = new Random(1);
    InstantSource clock = InstantSource.system();
    ApiServer server = new ApiServerBuilder(new BuiltinCatalog(), clock, timer, random).build();
    var client = new Client(server.transport(User.of("bench", User.MASTERS)));
    prepare(client, nodes, pods);
    var surroundings = new Surroundings(clock, timer, random);
    var bound = new CountDownLatch(pods);
    try (var informers = new Informers(client, surroundings);
        var scheduler = new Scheduler(client, surroundings)) {
      informers.of(Kinds.PODS).handle(new BoundPods(bound));
      informers.start();
      informers.awaitSync();
      long begin = System.nanoTime();
      scheduler.start();
      bound.await();
      return Duration.ofNanos(System.nanoTime() - begin);
    } finally {
      timer.shutdownNow();
    }
  }

  private record BoundPods(CountDownLatch bound) implements Handler<Pod> {
    @Override
    public void added(Pod pod) {}

    @Override
    public void updated(Pod old, Pod pod) {
      if (old.spec().nodeName().isEmpty() && !pod.spec().nodeName().isEmpty()) {
        bound.countDown();
      }
    }

    @Override
    public void deleted(Pod last) {}
  }

  private static void prepare(Client client, int nodes, int pods) {
    Namespace namespace = Namespace.EMPTY;
    client
        .on(Kinds.NAMESPACES)
        .create(namespace.withMetadata(namespace.metadata().withName("default")));
    for (int i = 0; i < nodes; i++) {
      Node node = Kinds.NODES.of(object(NODE.formatted(i, i)));
      Node created = client.on(Kinds.NODES).create(node);
      client.on(Kinds.NODES).updateStatus(created.withStatus(node.status()));
    }
    try (ExecutorService creators = Executors.newFixedThreadPool(CREATORS)) {
      for (int i = 0; i < pods; i++) {
        Pod pod = Kinds.PODS.of(object(POD.formatted(i)));
        creators.execute(() -> client.in(Kinds.PODS, "default").create(pod));
      }
    }
  }

  private static JsonObject object(String json) {
    return (JsonObject) JsonParser.parse(json);
  }

  private static final String NODE =
      """
      {"apiVersion": "v1", "kind": "Node",
       "metadata": {"name": "node-%d", "labels": {"kubernetes.io/hostname": "node-%d"}},
       "status": {"allocatable": {"cpu": "64", "memory": "256Gi", "pods": "1000"},
                  "capacity": {"cpu": "64", "memory": "256Gi", "pods": "1000"}}}
      """;

  private static final String POD =
      """
      {"apiVersion": "v1", "kind": "Pod",
       "metadata": {"name": "web-%d", "labels": {"app": "web"}},
       "spec": {"containers": [{"name": "web", "image": "web:1",
         "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}]}}
      """;
}
