package k4j.client.informer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import k4j.api.Kinds;
import k4j.api.core.v1.ConfigMap;
import k4j.api.core.v1.Namespace;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.api.transport.Transport;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.client.Client;
import k4j.client.Resources;
import k4j.client.Surroundings;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Informers on a real API server, over a transport that a test can disturb.
class InformerTest {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Flaky transport = new Flaky();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private Resources<ConfigMap> maps;
  private Informers informers;

  /// Passes requests on, but counts lists, can end all watches, and can refuse a watch once.
  private static final class Flaky implements Transport {
    private final AtomicInteger lists = new AtomicInteger();
    private final ConcurrentLinkedQueue<EventStream> streams = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<StatusException> refusals = new ConcurrentLinkedQueue<>();
    private volatile Transport server;

    @Override
    public Response send(Request request) {
      if (request.method().equals("GET") && request.path().endsWith("/configmaps")) {
        lists.incrementAndGet();
      }
      return server.send(request);
    }

    @Override
    public EventStream watch(Request request) {
      StatusException refusal = refusals.poll();
      if (refusal != null) {
        throw refusal;
      }
      if (request.query().containsKey("sendInitialEvents")) {
        lists.incrementAndGet();
      }
      EventStream stream = server.watch(request);
      streams.add(stream);
      return stream;
    }

    void cut() {
      for (EventStream stream = streams.poll(); stream != null; stream = streams.poll()) {
        stream.close();
      }
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() {
    InstantSource clock = InstantSource.system();
    ApiServer server =
        new ApiServerBuilder(new BuiltinCatalog(), clock, timer, new Random(1)).build();
    transport.server = server.transport(User.of("admin", User.MASTERS));
    var client = new Client(transport.server);
    client
        .on(Kinds.NAMESPACES)
        .create(
            new Namespace(Namespace.EMPTY.json().withAt(Json.of("default"), "metadata", "name")));
    maps = client.in(Kinds.CONFIG_MAPS, "default");
    informers = new Informers(new Client(transport), new Surroundings(clock, timer, new Random(2)));
  }

  @AfterEach
  void stop() {
    informers.close();
    timer.shutdownNow();
  }

  private Informer<ConfigMap> begin() {
    Informer<ConfigMap> informer = informers.of(Kinds.CONFIG_MAPS);
    informer.handle(
        new Handler<ConfigMap>() {
          @Override
          public void added(ConfigMap map) {
            told.add("+" + map.name());
          }

          @Override
          public void updated(ConfigMap old, ConfigMap map) {
            told.add("~" + map.name());
          }

          @Override
          public void deleted(ConfigMap last) {
            told.add("-" + last.name());
          }
        });
    informers.start();
    informers.awaitSync();
    return informer;
  }

  private static ConfigMap map(String name, String team) {
    return new ConfigMap(
        ConfigMap.EMPTY
            .json()
            .withAt(Json.of(name), "metadata", "name")
            .withAt(Json.of("default"), "metadata", "namespace")
            .withAt(JsonObject.ofStrings(Map.of("team", team)), "metadata", "labels"));
  }

  private void expect(String... wanted) {
    Eventually.value(() -> List.copyOf(told), seen -> seen.equals(List.of(wanted)));
  }

  @Test
  void tellsWhatIsThereAndWhatChanges() {
    maps.create(map("a", "x"));
    Informer<ConfigMap> informer = begin();
    expect("+a");
    maps.create(map("b", "x"));
    maps.update(maps.get("a").withData(Map.of("k", "v")));
    maps.delete("b");
    expect("+a", "+b", "~a", "-b");
    assertThat(informer.get("default/a").orElseThrow().data()).containsEntry("k", "v");
    assertThat(informer.get("default/b")).isEmpty();
  }

  @Test
  void indexesFollowTheirObjects() {
    Informer<ConfigMap> informer = begin();
    Index<ConfigMap> byTeam =
        informer.index("team", m -> List.of(m.metadata().labels().getOrDefault("team", "")));
    maps.create(map("a", "x"));
    maps.create(map("b", "x"));
    expect("+a", "+b");
    assertThat(byTeam.get("x")).extracting(ConfigMap::name).containsExactlyInAnyOrder("a", "b");
    ConfigMap a = maps.get("a");
    maps.update(a.withMetadata(a.metadata().withLabels(Map.of("team", "y"))));
    expect("+a", "+b", "~a");
    assertThat(byTeam.get("x")).extracting(ConfigMap::name).containsExactly("b");
    assertThat(byTeam.get("y")).extracting(ConfigMap::name).containsExactly("a");
  }

  @Test
  void aHandlerThatComesLaterIsToldOfAll() {
    maps.create(map("a", "x"));
    Informer<ConfigMap> informer = begin();
    List<String> later = new ArrayList<>();
    informer.handle(Handler.each(m -> later.add(m.name())));
    assertThat(later).containsExactly("a");
  }

  @Test
  void aWatchThatEndsIsTakenUpWhereItWas() {
    begin();
    maps.create(map("a", "x"));
    expect("+a");
    int lists = transport.lists.get();
    transport.cut();
    maps.create(map("b", "x"));
    expect("+a", "+b");
    assertThat(transport.lists).hasValue(lists);
  }

  @Test
  void whereHistoryIsGoneAllIsListedAnew() {
    begin();
    maps.create(map("a", "x"));
    expect("+a");
    int lists = transport.lists.get();
    transport.refusals.add(StatusException.expired("too old resource version"));
    transport.cut();
    maps.delete("a");
    maps.create(map("b", "x"));
    Eventually.await("told", () -> told.contains("+b") && told.contains("-a"));
    assertThat(transport.lists.get()).isGreaterThan(lists);
  }

  @Test
  void aServerThatDoesNotStreamItsStateIsAskedForAList() {
    maps.create(map("a", "x"));
    transport.refusals.add(StatusException.invalid("meta.k8s.io", "ListOptions", "", List.of()));
    begin();
    expect("+a");
    maps.create(map("b", "x"));
    expect("+a", "+b");
    assertThat(transport.lists).hasValue(1);
  }

  @Test
  void aServerThatIsAwayIsAskedAgain() {
    transport.refusals.add(StatusException.unavailable("away"));
    transport.refusals.add(StatusException.unavailable("away"));
    begin();
    maps.create(map("a", "x"));
    expect("+a");
  }
}
