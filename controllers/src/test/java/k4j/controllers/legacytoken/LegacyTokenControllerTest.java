package k4j.controllers.legacytoken;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import k4j.api.Kinds;
import k4j.api.json.JsonParser;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;

class LegacyTokenControllerTest {

  @Test
  void aTokenThatNobodyUsesIsMarkedAndThenDeleted() {
    var clock = new MovableClock();
    try (var cluster = new TestCluster(clock)) {
      cluster.namespace("kube-system");
      String today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
      cluster
          .client()
          .in(Kinds.CONFIG_MAPS, "kube-system")
          .create(
              Kinds.CONFIG_MAPS.of(
                  JsonParser.parseObject(
                      """
                      {"apiVersion": "v1", "kind": "ConfigMap", "data": {"since": "%s"},
                       "metadata":
                        {"name": "kube-apiserver-legacy-service-account-token-tracking"}}
                      """
                          .formatted(today)
                          .getBytes(UTF_8))));
      cluster.create(
          Kinds.SERVICE_ACCOUNTS,
          """
          {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "sa"},
           "secrets": [{"name": "old"}]}
          """);
      cluster.create(
          Kinds.SECRETS,
          """
          {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
           "metadata": {"name": "old",
            "annotations": {"kubernetes.io/service-account.name": "sa"}}}
          """);
      cluster.start("legacy-serviceaccount-token-cleaner-controller");
      var secrets = cluster.client().in(Kinds.SECRETS, "default");
      Eventually.await("timer set", () -> clock.waiting() > 0);
      clock.advance(Duration.ofDays(365));
      assertThat(secrets.get("old").metadata().labels()).isEmpty();
      Eventually.await(
          "marked",
          () -> {
            clock.advance(Duration.ofDays(1));
            return secrets
                .get("old")
                .metadata()
                .labels()
                .containsKey(LegacyTokenPlan.INVALID_SINCE);
          });
      Eventually.await(
          "deleted",
          () -> {
            clock.advance(Duration.ofDays(100));
            return secrets.find("old").isEmpty();
          });
    }
  }
}
