package k4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.scheduler.config.ConfigReader;
import k4j.testing.Eventually;
import org.junit.jupiter.api.Test;

/// What a configuration file changes about where pods go. (test/integration/scheduler.)
class ProfilesTest {

  private static TestCluster cluster(String profiles) {
    String head = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n";
    return new TestCluster(ConfigReader.read((head + profiles).getBytes(StandardCharsets.UTF_8)));
  }

  private static void pod(TestCluster cluster, String name, String extra) {
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "%s", "labels": {"app": "web"}},
         "spec": {%s "containers": [{"name": "c", "image": "web:1",
           "resources": {"requests": {"cpu": "100m", "memory": "100Mi"}}}]}}
        """
            .formatted(name, extra));
  }

  private static Pod get(TestCluster cluster, String name) {
    return cluster.client().in(Kinds.PODS, "default").get(name);
  }

  private static String nodeOf(TestCluster cluster, String name) {
    return Eventually.value(() -> get(cluster, name).spec().nodeName(), node -> !node.isEmpty());
  }

  @Test
  void eachProfileHasItsOwnStrategy() {
    try (var cluster =
        cluster(
            """
            profiles:
            - schedulerName: packing
              pluginConfig:
              - name: NodeResourcesFit
                args: {scoringStrategy: {type: MostAllocated}}
            - schedulerName: spreading
            """)) {
      cluster.node("one", "4");
      cluster.node("two", "4");
      pod(cluster, "first", "\"schedulerName\": \"packing\",");
      String first = nodeOf(cluster, "first");
      for (int i = 0; i < 3; i++) {
        pod(cluster, "packed" + i, "\"schedulerName\": \"packing\",");
        assertThat(nodeOf(cluster, "packed" + i)).isEqualTo(first);
      }
      pod(cluster, "spread", "\"schedulerName\": \"spreading\",");
      assertThat(nodeOf(cluster, "spread")).isNotEqualTo(first);
      pod(cluster, "nobodys", "");
      assertThat(get(cluster, "nobodys").status().conditions()).isEmpty();
    }
  }

  @Test
  void ratioFollowsItsShape() {
    try (var cluster =
        cluster(
            """
            profiles:
            - pluginConfig:
              - name: NodeResourcesFit
                args:
                  scoringStrategy:
                    type: RequestedToCapacityRatio
                    resources: [{name: cpu, weight: 1}]
                    requestedToCapacityRatio:
                      shape: [{utilization: 0, score: 0}, {utilization: 100, score: 10}]
            """)) {
      cluster.node("small", "1");
      cluster.node("large", "8");
      pod(cluster, "web", "");
      assertThat(nodeOf(cluster, "web")).isEqualTo("small");
    }
  }

  @Test
  void addedAffinityHoldsForAllPods() {
    try (var cluster =
        cluster(
            """
            profiles:
            - pluginConfig:
              - name: NodeAffinity
                args:
                  addedAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms:
                      - matchExpressions: [{key: pool, operator: In, values: [a]}]
            """)) {
      cluster.node("one", "4");
      pod(cluster, "web", "");
      Eventually.asserted(() ->
          assertThat(get(cluster, "web").status().conditions())
              .anySatisfy(c ->
                  assertThat(c.message())
                      .startsWith(
                          "0/1 nodes are available: 1 node(s) didn't match scheduler-enforced"
                              + " node affinity.")));
      cluster.node("two", "4", "\"pool\": \"a\"");
      assertThat(nodeOf(cluster, "web")).isEqualTo("two");
    }
  }

  @Test
  void podsOfAServiceKeepApartByDefault() {
    try (var cluster =
        cluster(
            """
            profiles:
            - plugins:
                score:
                  disabled: [{name: NodeResourcesFit}, {name: NodeResourcesBalancedAllocation}]
            """)) {
      IntStream.range(0, 3).forEach(i -> cluster.node("node" + i, "4"));
      cluster.create(
          Kinds.SERVICES,
          """
          {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},
           "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}
          """);
      var nodes =
          IntStream.range(0, 3)
              .mapToObj(i -> {
                pod(cluster, "web" + i, "");
                return nodeOf(cluster, "web" + i);
              })
              .toList();
      assertThat(nodes).doesNotHaveDuplicates();
    }
  }
}
