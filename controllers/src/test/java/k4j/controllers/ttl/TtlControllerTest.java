package k4j.controllers.ttl;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.Kinds;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtlControllerTest {

  private static final String TTL = "node.alpha.kubernetes.io/ttl";

  @ParameterizedTest
  @CsvSource({
    "0, 100, 0",
    "0, 101, 15",
    "1, 90, 15",
    "1, 89, 0",
    "1, 500, 15",
    "1, 501, 30",
    "3, 900, 60",
    "3, 899, 30",
    "3, 2001, 300",
    "4, 1800, 300",
    "0, 5000, 300"
  })
  void goesByTheSizeOfTheCluster(int step, int nodes, int seconds) {
    assertThat(TtlPlan.seconds(TtlPlan.next(step, nodes))).isEqualTo(seconds);
  }

  @Test
  void writesItToEachNode() {
    try (var cluster = new TestCluster()) {
      cluster.start("ttl-controller");
      cluster.create(
          Kinds.NODES,
          "{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \"n1\", \"annotations\": {\"%s\": \"7\"}}}"
              .formatted(TTL));
      Eventually.await(
          "annotation",
          () ->
              "0"
                  .equals(
                      cluster
                          .client()
                          .on(Kinds.NODES)
                          .get("n1")
                          .metadata()
                          .annotations()
                          .get(TTL)));
    }
  }
}
