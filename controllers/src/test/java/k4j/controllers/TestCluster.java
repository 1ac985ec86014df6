package k4j.controllers;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import k4j.api.Kinds;
import k4j.api.core.v1.Namespace;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Catalog;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.apiserver.discovery.DiscoveryEndpoint;
import k4j.apiserver.extension.LiveCatalog;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.testing.MovableClock;

/// A real API server in memory with a namespace, and the controllers that a test starts.
public final class TestCluster implements AutoCloseable {

  public static final String CA = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

  private final Catalog catalog = new BuiltinCatalog();
  private final ScheduledExecutorService timer;
  private final ApiServer server;
  private final Surroundings surroundings;
  private ControllerManager manager;

  /// With the machine's time.
  public TestCluster() {
    this(InstantSource.system(), Executors.newSingleThreadScheduledExecutor());
  }

  public TestCluster(MovableClock clock) {
    this(clock, clock);
  }

  private TestCluster(InstantSource clock, ScheduledExecutorService timer) {
    this.timer = timer;
    RandomGenerator random = new SharedRandom(new SplittableRandom(42));
    var live = new LiveCatalog(catalog);
    server =
        new ApiServerBuilder(live, clock, timer, random)
            .endpoints(_ -> List.of(new DiscoveryEndpoint(live, "127.0.0.1:6443")))
            .build();
    surroundings = new Surroundings(clock, timer, random);
    namespace("default");
  }

  /// Chance for many threads, the same in each run that asks in the same order.
  private record SharedRandom(RandomGenerator random, ReentrantLock lock)
      implements RandomGenerator {
    SharedRandom(RandomGenerator random) {
      this(random, new ReentrantLock());
    }

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

  public void start(List<Controllers.Row> rows) {
    start(Settings.of(CA), rows);
  }

  public void start(Settings settings, List<Controllers.Row> rows) {
    manager = new ControllerManager(client(), _ -> client(), surroundings, settings, catalog, rows);
    manager.start();
    manager.awaitSync();
  }

  public void start(String... names) {
    start(Settings.of(CA), names);
  }

  public void start(Settings settings, String... names) {
    start(
        settings,
        Arrays.stream(names)
            .map(name ->
                Controllers.ALL.stream()
                    .filter(row -> row.name().equals(name))
                    .findFirst()
                    .orElseThrow())
            .toList());
  }

  public Client client() {
    return new Client(server.transport(User.of("admin", User.MASTERS)));
  }

  public ApiServer server() {
    return server;
  }

  public Surroundings surroundings() {
    return surroundings;
  }

  public void namespace(String name) {
    Namespace namespace = Namespace.EMPTY;
    namespace = namespace.withMetadata(namespace.metadata().withName(name));
    client()
        .on(Kinds.NAMESPACES)
        .create(namespace.withStatus(namespace.status().withPhase("Active")));
  }

  /// Creates what the JSON says, in `default`.
  public <T extends ApiObject> T create(Kind<T> kind, String json) {
    T object = kind.of((JsonObject) JsonParser.parse(json));
    return kind.namespaced()
        ? client().in(kind, "default").create(object)
        : client().on(kind).create(object);
  }

  @Override
  public void close() {
    if (manager != null) {
      manager.close();
    }
    timer.shutdownNow();
  }
}
