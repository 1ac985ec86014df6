package k4j.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import k4j.api.Kinds;
import k4j.api.core.v1.ConfigMap;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.Namespace;
import k4j.api.json.Json;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.testing.Eventually;
import org.junit.jupiter.api.Test;

class EventRecorderTest {

  @Test
  void repeatedEventsAreOneThatCounts() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    InstantSource clock = InstantSource.system();
    ApiServer server =
        new ApiServerBuilder(new BuiltinCatalog(), clock, timer, new Random(1)).build();
    var client = new Client(server.transport(User.of("admin", User.MASTERS)));
    client
        .on(Kinds.NAMESPACES)
        .create(
            new Namespace(Namespace.EMPTY.json().withAt(Json.of("default"), "metadata", "name")));
    ConfigMap map =
        client
            .in(Kinds.CONFIG_MAPS, "default")
            .create(new ConfigMap(ConfigMap.EMPTY.json().withAt(Json.of("m"), "metadata", "name")));
    var surroundings = new Surroundings(clock, timer, new Random(2));
    try (var recorder =
        new EventRecorder(client, surroundings, new EventSource("tester", "here"))) {
      recorder.warning(map, "Broken", "it broke");
      recorder.warning(map, "Broken", "it broke");
      recorder.normal(map, "Mended", "it works");
      Eventually.asserted(() -> {
        List<Event> events = client.in(Kinds.EVENTS, "default").list();
        assertThat(events).hasSize(2);
        Event broken =
            events.stream().filter(e -> e.reason().equals("Broken")).findFirst().orElseThrow();
        assertThat(broken.count()).isEqualTo(2);
        assertThat(broken.type()).isEqualTo("Warning");
        assertThat(broken.involvedObject().uid()).isEqualTo(map.uid());
        assertThat(broken.source().component()).isEqualTo("tester");
        assertThat(broken.name()).startsWith("m.");
      });
    } finally {
      timer.shutdownNow();
    }
  }
}
