package k4j.scheduler;

import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import k4j.api.Kinds;
import k4j.api.core.v1.Namespace;
import k4j.api.core.v1.Node;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.scheduler.config.SchedulerConfig;

/// A real API server in memory with the namespace `default`, and a scheduler.
public final class TestCluster implements AutoCloseable {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ApiServer server;
  private final Scheduler scheduler;

  public TestCluster() {
    this(SchedulerConfig.standard());
  }

  public TestCluster(SchedulerConfig config) {
    InstantSource clock = InstantSource.system();
    RandomGenerator random = new SharedRandom(new SplittableRandom(42), new ReentrantLock());
    server = new ApiServerBuilder(new BuiltinCatalog(), clock, timer, random).build();
    Namespace namespace = Namespace.EMPTY;
    client()
        .on(Kinds.NAMESPACES)
        .create(namespace.withMetadata(namespace.metadata().withName("default")));
    scheduler = new Scheduler(client(), new Surroundings(clock, timer, random), config);
    scheduler.start();
  }

  /// Chance for many threads.
  private record SharedRandom(RandomGenerator random, ReentrantLock lock)
      implements RandomGenerator {
    @Override
    public long nextLong() {
      lock.lock();
      try {
        return random.nextLong();
      } finally {
        lock.unlock();
      }
    }
  }

  public Client client() {
    return new Client(server.transport(User.of("admin", User.MASTERS)));
  }

  /// Creates what the JSON says, in `default`.
  public <T extends ApiObject> T create(Kind<T> kind, String json) {
    T object = kind.of((JsonObject) JsonParser.parse(json));
    return kind.namespaced()
        ? client().in(kind, "default").create(object)
        : client().on(kind).create(object);
  }

  /// A node with so much CPU, 4 GiB and room for 110 pods; its host name is its name.
  public void node(String name, String cpu) {
    node(name, cpu, "");
  }

  /// @param labels more of them, as `"name": "value"`
  public void node(String name, String cpu, String labels) {
    Node node =
        Kinds.NODES.of(
            (JsonObject)
                JsonParser.parse(
                    """
                    {"apiVersion": "v1", "kind": "Node",
                     "metadata": {"name": "%s",
                       "labels": {"kubernetes.io/hostname": "%s"%s}},
                     "status": {"allocatable": {"cpu": "%s", "memory": "4Gi", "pods": "110"},
                                "capacity": {"cpu": "%s", "memory": "4Gi", "pods": "110"}}}
                    """
                        .formatted(name, name, labels.isEmpty() ? "" : ", " + labels, cpu, cpu)));
    Node created = client().on(Kinds.NODES).create(node);
    client().on(Kinds.NODES).updateStatus(created.withStatus(node.status()));
  }

  @Override
  public void close() {
    scheduler.close();
    timer.shutdownNow();
  }
}
