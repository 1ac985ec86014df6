package k4j.controllers.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.api.Kinds;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.Node;
import k4j.controllers.Settings;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeIpamControllerTest {

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void startWith(String... ranges) {
    PodRanges given = PodRanges.of(List.of(ranges), List.of("10.96.0.0/12"));
    cluster.start(Settings.of(TestCluster.CA).withPodRanges(given), "node-ipam-controller");
  }

  private void node(String name, String spec) {
    cluster.create(
        Kinds.NODES,
        """
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s"}, "spec": {%s}}
        """
            .formatted(name, spec));
  }

  private Node node(String name) {
    return cluster.client().on(Kinds.NODES).get(name);
  }

  private Set<String> taken() {
    return cluster.client().on(Kinds.NODES).list().stream()
        .map(node -> node.spec().podCIDR())
        .collect(Collectors.toSet());
  }

  @Test
  void givesEachNodeItsOwn() {
    node("first", "\"podCIDR\": \"10.244.0.0/24\", \"podCIDRs\": [\"10.244.0.0/24\"]");
    startWith("10.244.0.0/22", "fd00:10::/60");
    node("a", "");
    node("b", "");
    Eventually.await(
        "ranges",
        () -> !node("a").spec().podCIDR().isEmpty() && !node("b").spec().podCIDR().isEmpty());
    assertThat(taken())
        .containsExactlyInAnyOrder("10.244.0.0/24", "10.244.1.0/24", "10.244.2.0/24");
    assertThat(node("a").spec().podCIDRs())
        .hasSize(2)
        .anySatisfy(range -> assertThat(range).startsWith("fd00:10:").endsWith("/64"));
  }

  @Test
  void saysWhenNoneIsLeftAndGivesWhatComesBack() {
    startWith("10.244.0.0/24");
    node("a", "");
    Eventually.await("range", () -> node("a").spec().podCIDR().equals("10.244.0.0/24"));
    node("b", "");
    Eventually.asserted(() ->
        assertThat(cluster.client().in(Kinds.EVENTS, "default").list())
            .extracting(Event::reason, Event::message, e -> e.source().component(), Event::type)
            .contains(
                tuple(
                    "CIDRNotAvailable",
                    "Node b status is now: CIDRNotAvailable",
                    "cidrAllocator",
                    "Normal")));
    cluster.client().on(Kinds.NODES).delete("a");
    Eventually.await("range", () -> node("b").spec().podCIDR().equals("10.244.0.0/24"));
  }
}
