package k4j.client.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import k4j.api.Kinds;
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

class LeaderElectionTest {

  private static final LeaderElection.Timing QUICK =
      new LeaderElection.Timing(
          Duration.ofSeconds(2), Duration.ofMillis(1500), Duration.ofMillis(20));

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger leaders = new AtomicInteger();

  private LeaderElection candidate(Client client, String identity) {
    var surroundings = new Surroundings(InstantSource.system(), timer, new Random(3));
    var candidate = new LeaderElection.Candidate("kube-system", "kube-scheduler", identity);
    return new LeaderElection(
        client, surroundings, candidate, QUICK, leaders::incrementAndGet, leaders::decrementAndGet);
  }

  @Test
  void oneLeadsAndAnotherTakesOverWhenItGoes() {
    ApiServer server =
        new ApiServerBuilder(new BuiltinCatalog(), InstantSource.system(), timer, new Random(1))
            .build();
    var client = new Client(server.transport(User.of("admin", User.MASTERS)));
    client
        .on(Kinds.NAMESPACES)
        .create(
            new Namespace(
                Namespace.EMPTY.json().withAt(Json.of("kube-system"), "metadata", "name")));
    try (var first = candidate(client, "a");
        var second = candidate(client, "b")) {
      first.start();
      Eventually.await("first leads", first::isLeading);
      second.start();
      Eventually.await(
          "lease",
          () ->
              client
                  .in(Kinds.LEASES, "kube-system")
                  .get("kube-scheduler")
                  .spec()
                  .holderIdentity()
                  .equals("a"));
      assertThat(second.isLeading()).isFalse();
      first.close();
      Eventually.await("second leads", second::isLeading);
      assertThat(leaders).hasValue(1);
    } finally {
      timer.shutdownNow();
    }
  }
}
