package k4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.policy.v1.PodDisruptionBudget;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.api.transport.Transport;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.informer.Informers;
import k4j.scheduler.binding.PermitRoom;
import k4j.scheduler.config.ProfileBuilder;
import k4j.scheduler.config.ProfileConfig;
import k4j.scheduler.cycle.Nominations;
import k4j.scheduler.cycle.Placement;
import k4j.scheduler.cycle.Profile;
import k4j.scheduler.cycle.SchedulingCycle;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PluginFactory;
import k4j.scheduler.framework.Remedy;
import k4j.scheduler.plugins.DefaultPreemption;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.SchedulerCache;
import k4j.scheduler.snapshot.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What all plugins together decide, without a server.
class DecisionTest {

  /// Decisions send nothing.
  private static final Transport NOWHERE =
      new Transport() {
        @Override
        public Response send(Request request) {
          throw new AssertionError("a decision sent " + request);
        }

        @Override
        public EventStream watch(Request request) {
          throw new AssertionError("a decision watched " + request);
        }

        @Override
        public void close() {}
      };

  private final List<PodDisruptionBudget> budgets = new ArrayList<>();
  private final Profile profile = profile();
  private final SchedulerCache cache = new SchedulerCache(_ -> JsonObject.EMPTY);

  private Profile profile() {
    var client = new Client(NOWHERE);
    var surroundings =
        new Surroundings(
            InstantSource.system(), Executors.newScheduledThreadPool(0), new Random(1));
    var handle =
        new PluginFactory.Handle(
            client,
            new Informers(client, surroundings),
            surroundings,
            new PermitRoom(surroundings.timer()));
    Map<String, PluginFactory> factories = Plugins.all(handle.informers());
    factories.put("DefaultPreemption", new Preempting());
    return ProfileBuilder.build(ProfileConfig.standard(), 0, factories, handle);
  }

  private final class Preempting implements PluginFactory {
    @Override
    public String name() {
      return "DefaultPreemption";
    }

    @Override
    public Plugin create(JsonObject args, Handle handle) {
      return new DefaultPreemption(args, () -> budgets, new Random(1));
    }
  }

  private static JsonObject json(String text) {
    return (JsonObject) JsonParser.parse(text);
  }

  private void node(String name, String zone, String spec) {
    Node node =
        Kinds.NODES.of(
            json(
                """
                {"metadata": {"name": "%s", "labels": {"kubernetes.io/hostname": "%s", "zone": "%s"}},
                 "spec": {%s},
                 "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "3"}}}
                """
                    .formatted(name, name, zone, spec)));
    cache.putNode(node);
  }

  private static Pod pod(String name, String labels, String cpu, String spec) {
    return Kinds.PODS.of(
        json(
            """
            {"metadata": {"name": "%s", "namespace": "default", "uid": "%s", "labels": {%s}},
             "spec": {%s "containers": [{"name": "c", "image": "web:1",
               "resources": {"requests": {"cpu": "%s"}},
               "ports": [{"containerPort": 80}]}]},
             "status": {"phase": "Running"}}
            """
                .formatted(name, name, labels, spec, cpu)));
  }

  private void running(String name, String node, String labels, String cpu, String spec) {
    cache.putPod(pod(name, labels, cpu, "\"nodeName\": \"%s\", %s".formatted(node, spec)));
  }

  /// The node, or why there is none.
  private String decide(Pod pod) {
    var cycle = new SchedulingCycle(profile);
    Snapshot snapshot = cache.snapshot();
    var info = PodInfo.of(pod);
    return switch (cycle.decide(info, snapshot, 0, Nominations.NONE, new Random(1))) {
      case Placement.Placed(String node, int _) -> node;
      case Placement.Unplaced(var diagnosis, var trial) ->
          switch (profile.postFilters().getFirst().remedy(info, snapshot, diagnosis, trial)) {
            case Remedy.None(String message) -> diagnosis.withRemedy(message).message();
            case Remedy.Wait(String message) -> diagnosis.withRemedy(message).message();
            case Remedy.Preempt(String node, List<Pod> victims) ->
                "preempt " + victims.stream().map(Pod::name).toList() + " on " + node;
          };
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "100m | | one",
        "5 | | 0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available:"
            + " 2 Preemption is not helpful for scheduling.",
        "3500m | | two",
        "100m | 'nodeSelector': {'zone': 'b'}, | two",
        "100m | 'nodeSelector': {'zone': 'c'}, | 0/2 nodes are available: 2 node(s) didn't match"
            + " Pod's node affinity/selector. preemption: 0/2 nodes are available: 2 Preemption is"
            + " not helpful for scheduling.",
        "100m | 'affinity': {'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':"
            + " {'nodeSelectorTerms': [{'matchFields': [{'key': 'metadata.name', 'operator': 'In',"
            + " 'values': ['two']}]}]}}}, | two",
        "100m | 'affinity': {'nodeAffinity': {'preferredDuringSchedulingIgnoredDuringExecution':"
            + " [{'weight': 100, 'preference': {'matchExpressions': [{'key': 'zone', 'operator':"
            + " 'In', 'values': ['b']}]}}]}}, | two",
      })
  void placesByResourcesAndNodeRules(String cpu, String spec, String expected) {
    node("one", "a", "");
    node("two", "b", "");
    String rules = spec == null ? "" : spec.replace('\'', '"');
    if (expected.equals("one")) {
      running("busy", "two", "", "2", "");
    } else if (expected.equals("two") && rules.isEmpty()) {
      running("busy", "one", "", "1", "");
    }
    assertThat(decide(pod("new", "", cpu, rules))).isEqualTo(expected);
  }

  @Test
  void eachNodeCountsForItsOwnReason() {
    node("full", "a", "");
    node("cordoned", "a", "\"unschedulable\": true");
    node("tainted", "a", "\"taints\": [{\"key\": \"k\", \"effect\": \"NoSchedule\"}]");
    running("busy", "full", "", "3", "");
    assertThat(decide(pod("new", "", "2", "")))
        .isEqualTo(
            "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1"
                + " node(s) were unschedulable. preemption: 0/3 nodes are available: 1 No"
                + " preemption victims found for incoming pod, 2 Preemption is not helpful for"
                + " scheduling.");
  }

  @Test
  void toleratedTaintsDoNotMatter() {
    node("tainted", "a", "\"taints\": [{\"key\": \"k\", \"effect\": \"NoSchedule\"}]");
    assertThat(decide(pod("new", "", "1", "\"tolerations\": [{\"operator\": \"Exists\"}],")))
        .isEqualTo("tainted");
  }

  @Test
  void tooManyPodsAreTooMany() {
    node("one", "a", "");
    for (int i = 0; i < 3; i++) {
      running("p" + i, "one", "", "1m", "");
    }
    assertThat(decide(pod("new", "", "1m", "")))
        .startsWith("0/1 nodes are available: 1 Too many pods.");
  }

  @Test
  void theLeastImportantPodsMakeRoom() {
    node("one", "a", "");
    node("two", "a", "");
    running("low", "one", "", "3", "\"priority\": 1,");
    running("mid", "two", "", "3", "\"priority\": 5,");
    assertThat(decide(pod("new", "", "3", "\"priority\": 10,"))).isEqualTo("preempt [low] on one");
    assertThat(decide(pod("new", "", "3", "\"priority\": 1,")))
        .contains("2 No preemption victims found for incoming pod");
    assertThat(decide(pod("new", "", "3", "\"priority\": 10, \"preemptionPolicy\": \"Never\",")))
        .endsWith("preemption: not eligible due to preemptionPolicy=Never.");
  }

  @Test
  void onlyAsManyPodsAsNeededMakeRoom() {
    node("one", "a", "");
    running("a", "one", "", "1", "\"priority\": 3,");
    running("b", "one", "", "1", "\"priority\": 2,");
    running("c", "one", "", "1", "\"priority\": 1,");
    assertThat(decide(pod("new", "", "2", "\"priority\": 10,"))).isEqualTo("preempt [c] on one");
  }

  @Test
  void podsThatABudgetProtectsGoLast() {
    node("one", "a", "");
    node("two", "a", "");
    running("guarded", "one", "\"app\": \"db\"", "3", "\"priority\": 1,");
    running("free", "two", "", "3", "\"priority\": 5,");
    budgets.add(
        new PodDisruptionBudget(
            json(
                """
                {"metadata": {"name": "db", "namespace": "default"},
                 "spec": {"selector": {"matchLabels": {"app": "db"}}},
                 "status": {"disruptionsAllowed": 0}}
                """)));
    assertThat(decide(pod("new", "", "3", "\"priority\": 10,"))).isEqualTo("preempt [free] on two");
  }

  private static String spread(String when) {
    return """
    "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone",
      "whenUnsatisfiable": "%s", "labelSelector": {"matchLabels": {"app": "web"}}}],
    """
        .formatted(when);
  }

  @Test
  void spreadConstraintsAreKept() {
    node("one", "a", "");
    node("two", "b", "");
    running("w1", "one", "\"app\": \"web\"", "1m", "");
    String web = "\"app\": \"web\"";
    assertThat(decide(pod("new", web, "1m", spread("DoNotSchedule")))).isEqualTo("two");
    assertThat(decide(pod("new", web, "1m", spread("ScheduleAnyway")))).isEqualTo("two");
    assertThat(
            decide(
                pod(
                    "new",
                    web,
                    "1m",
                    spread("DoNotSchedule")
                        + "\"nodeSelector\": {\"kubernetes.io/hostname\": \"one\"},")))
        .isEqualTo("one"); // by default only nodes that the pod may use are counted
  }

  private static String affinity(String direction) {
    return """
    "affinity": {"%s": {"requiredDuringSchedulingIgnoredDuringExecution": [
      {"topologyKey": "zone", "labelSelector": {"matchLabels": {"app": "db"}}}]}},
    """
        .formatted(direction);
  }

  @Test
  void podsKeepNearAndAway() {
    node("one", "a", "");
    node("two", "b", "");
    running("db", "two", "\"app\": \"db\"", "3", "");
    assertThat(decide(pod("new", "", "1m", affinity("podAffinity")))).isEqualTo("two");
    assertThat(decide(pod("new", "", "1m", affinity("podAntiAffinity")))).isEqualTo("one");
  }

  @Test
  void thosePodsThatAreThereMayObject() {
    node("one", "a", "");
    running("shy", "one", "", "1m", affinity("podAntiAffinity"));
    assertThat(decide(pod("db-0", "\"app\": \"db\"", "1m", "")))
        .startsWith(
            "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules.");
  }

  @Test
  void theFirstOfAGroupMayGoAnywhere() {
    node("one", "a", "");
    assertThat(decide(pod("db-0", "\"app\": \"db\"", "1m", affinity("podAffinity"))))
        .isEqualTo("one");
    assertThat(decide(pod("web-0", "\"app\": \"web\"", "1m", affinity("podAffinity"))))
        .startsWith("0/1 nodes are available: 1 node(s) didn't match pod affinity rules.");
  }
}
