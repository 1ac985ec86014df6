package k4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.scheduler.config.InvalidConfig;
import k4j.scheduler.config.PluginSet;
import k4j.scheduler.config.Point;
import k4j.scheduler.config.ProfileConfig;
import k4j.scheduler.config.SchedulerConfig;
import k4j.testing.Eventually;
import org.junit.jupiter.api.Test;

/// A plugin from the class path takes part at each point. (test/integration/scheduler/plugins.)
class ThirdPartyPluginTest {

  private static SchedulerConfig config(String args) {
    ProfileConfig standard = ProfileConfig.standard();
    return SchedulerConfig.of(
        new ProfileConfig(
            standard.schedulerName(),
            0,
            standard.multiPoint(),
            Map.of(
                Point.FILTER, only("Together", 0),
                Point.SCORE, only("Together", 100),
                Point.RESERVE, only("Together", 0),
                Point.PERMIT, only("Together", 0),
                Point.PRE_BIND, only("Together", 0),
                Point.POST_BIND, only("Together", 0)),
            Map.of("Together", (JsonObject) JsonParser.parse(args))));
  }

  private static PluginSet only(String name, int weight) {
    return new PluginSet(List.of(new PluginSet.Entry(name, weight)), List.of());
  }

  private static void pod(TestCluster cluster, String name, String labels) {
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "labels": {%s}},
         "spec": {"containers": [{"name": "c", "image": "web:1"}]}}
        """
            .formatted(name, labels));
  }

  private static Pod get(TestCluster cluster, String name) {
    return cluster.client().in(Kinds.PODS, "default").get(name);
  }

  private static PodCondition condition(TestCluster cluster, String name) {
    return Eventually.value(
            () ->
                get(cluster, name).status().conditions().stream()
                    .filter(c -> c.type().equals("PodScheduled") && c.status().equals("False"))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static void bound(TestCluster cluster, String name, String node) {
    Eventually.asserted(() -> assertThat(get(cluster, name).spec().nodeName()).isEqualTo(node));
  }

  @Test
  void filtersAndScores() {
    try (var cluster = new TestCluster(config("{\"size\": 1}"))) {
      cluster.node("one", "4");
      cluster.node("two", "4");
      pod(cluster, "away", "\"avoid\": \"one\"");
      bound(cluster, "away", "two");
      pod(cluster, "drawn", "\"prefer\": \"two\"");
      bound(cluster, "drawn", "two");
    }
  }

  @Test
  void podsWaitForOneAnother() {
    try (var cluster = new TestCluster(config("{\"size\": 2}"))) {
      cluster.node("one", "4");
      pod(cluster, "first", "\"group\": \"a\"");
      pod(cluster, "alone", "");
      bound(cluster, "alone", "one");
      assertThat(get(cluster, "first").spec().nodeName()).isEmpty();
      pod(cluster, "second", "\"group\": \"a\"");
      bound(cluster, "first", "one");
      bound(cluster, "second", "one");
    }
  }

  @Test
  void saysWhoRefusedAfterTheNodeWasChosen() {
    try (var cluster = new TestCluster(config("{\"size\": 2, \"patienceMillis\": 1}"))) {
      cluster.node("one", "4");
      pod(cluster, "lonely", "\"group\": \"a\"");
      assertThat(condition(cluster, "lonely").message())
          .isEqualTo(
              "0/1 nodes are available: 1 rejected due to timeout after waiting 1ms at plugin"
                  + " Together.");
      pod(cluster, "unreserved", "\"fail\": \"reserve\"");
      assertThat(condition(cluster, "unreserved").message())
          .isEqualTo("0/1 nodes are available: 1 nothing to reserve.");
      pod(cluster, "unready", "\"fail\": \"preBind\"");
      PodCondition unready = condition(cluster, "unready");
      assertThat(unready.reason()).isEqualTo("SchedulerError");
      assertThat(unready.message())
          .isEqualTo("running PreBind plugin \"Together\": no luck with unready");
    }
  }

  @Test
  void refusesPluginsThatAreNotThere() {
    ProfileConfig standard = ProfileConfig.standard();
    var missing =
        new ProfileConfig(
            "mine", 0, standard.multiPoint(), Map.of(Point.FILTER, only("No", 0)), Map.of());
    assertThatThrownBy(() -> new TestCluster(SchedulerConfig.of(missing)))
        .isInstanceOf(InvalidConfig.class)
        .hasMessage(
            "initializing profiles: creating profile for scheduler name mine: FilterPlugin \"No\""
                + " does not exist");
    var misplaced =
        new ProfileConfig(
            "mine", 0, standard.multiPoint(), Map.of(Point.BIND, only("NodeName", 0)), Map.of());
    assertThatThrownBy(() -> new TestCluster(SchedulerConfig.of(misplaced)))
        .hasMessageEndingWith("plugin \"NodeName\" does not extend BindPlugin plugin");
  }
}
