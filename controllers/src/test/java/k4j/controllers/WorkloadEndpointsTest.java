package k4j.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import k4j.api.Kinds;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.client.DeleteOptions;
import k4j.client.ListOptions;
import k4j.client.Patch;
import k4j.client.Resources;
import k4j.client.WriteOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every kind of workload has: a status, a collection, and some of them a scale. No controller
/// runs, so that nothing changes but by hand.
class WorkloadEndpointsTest {

  private static final String TEMPLATE =
      """
      "template": {"metadata": {"labels": {"app": "x"}}, "spec": {%s
        "containers": [{"name": "c", "image": "i"}]}}
      """;

  private static final String SELECTED =
      "\"selector\": {\"matchLabels\": {\"app\": \"x\"}}, " + TEMPLATE.formatted("");

  private static final String JOB = TEMPLATE.formatted("\"restartPolicy\": \"Never\",");

  private static final Map<Kind<?>, String> SPECS =
      Map.of(
          Kinds.DEPLOYMENTS, SELECTED,
          Kinds.REPLICA_SETS, SELECTED,
          Kinds.STATEFUL_SETS, SELECTED,
          Kinds.DAEMON_SETS, SELECTED,
          Kinds.REPLICATION_CONTROLLERS,
              "\"selector\": {\"app\": \"x\"}, " + TEMPLATE.formatted(""),
          Kinds.JOBS, JOB,
          Kinds.CRON_JOBS,
              "\"schedule\": \"0 0 1 1 *\", \"jobTemplate\": {\"spec\": {%s}}".formatted(JOB),
          Kinds.POD_DISRUPTION_BUDGETS,
              "\"minAvailable\": 1, \"selector\": {\"matchLabels\": {\"app\": \"x\"}}");

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  static Stream<Kind<?>> all() {
    return SPECS.keySet().stream().sorted(Comparator.comparing(Kind::kind));
  }

  static List<Kind<?>> scaled() {
    return List.of(
        Kinds.DEPLOYMENTS, Kinds.REPLICA_SETS, Kinds.STATEFUL_SETS, Kinds.REPLICATION_CONTROLLERS);
  }

  static List<Kind<?>> withConditions() {
    return List.of(
        Kinds.DEPLOYMENTS,
        Kinds.REPLICA_SETS,
        Kinds.STATEFUL_SETS,
        Kinds.DAEMON_SETS,
        Kinds.REPLICATION_CONTROLLERS);
  }

  private <T extends ApiObject> T create(Kind<T> kind, String name, String label) {
    return cluster.create(
        kind,
        """
        {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "%s", "labels": {"set": "%s"}},
         "spec": {%s}}
        """
            .formatted(kind.apiVersion(), kind.kind(), name, label, SPECS.get(kind)));
  }

  private <T extends ApiObject> Resources<T> of(Kind<T> kind) {
    return cluster.client().in(kind, "default");
  }

  private static JsonObject json(String text) {
    return (JsonObject) JsonParser.parse(text);
  }

  @ParameterizedTest
  @MethodSource("scaled")
  <T extends ApiObject> void aScaleIsReadReplacedAndPatched(Kind<T> kind) {
    create(kind, "one", "a");
    JsonObject scale = of(kind).getSubresource("one", "scale");
    assertThat(scale.object("spec").integer("replicas")).isEqualTo(1);
    assertThat(scale.object("status").string("selector")).isEqualTo("app=x");
    assertThat(scale.string("apiVersion") + "/" + scale.string("kind"))
        .isEqualTo("autoscaling/v1/Scale");
    of(kind).put("one", "scale", scale.withAt(Json.of(2), "spec", "replicas"));
    assertThat(replicas(kind)).isEqualTo(2);
    of(kind)
        .patch(
            "one",
            "scale",
            Patch.merge(json("{\"spec\": {\"replicas\": 4}}")),
            WriteOptions.DEFAULT);
    assertThat(replicas(kind)).isEqualTo(4);
  }

  private <T extends ApiObject> long replicas(Kind<T> kind) {
    return of(kind).get("one").json().object("spec").integer("replicas");
  }

  @ParameterizedTest
  @MethodSource("withConditions")
  <T extends ApiObject> void aStatusIsReplacedAndPatchedAndNothingElse(Kind<T> kind) {
    T object = create(kind, "one", "a");
    String condition =
        "{\"type\": \"%s\", \"status\": \"True\", \"reason\": \"E2E\", \"message\": \"Set\"}";
    JsonObject replaced =
        of(kind)
            .get("one")
            .json()
            .withAt(
                JsonParser.parse("[%s]".formatted(condition.formatted("Replaced"))),
                "status",
                "conditions")
            .withAt(Json.of(9), "spec", "minReadySeconds");
    of(kind).updateStatus(kind.of(replaced));
    assertThat(conditions(kind)).containsExactly("Replaced");
    assertThat(of(kind).get("one").json().object("spec").has("minReadySeconds")).isFalse();
    of(kind)
        .patchStatus(
            "one",
            Patch.merge(
                json(
                    "{\"status\": {\"conditions\": [%s]}}"
                        .formatted(condition.formatted("Patched")))));
    assertThat(conditions(kind)).containsExactly("Patched");
    JsonObject read = of(kind).getSubresource("one", "status");
    assertThat(read.object("metadata").string("uid")).isEqualTo(object.uid());
    of(kind).patch("one", Patch.merge(json("{\"status\": {\"conditions\": null}}")));
    assertThat(conditions(kind)).containsExactly("Patched");
  }

  private <T extends ApiObject> List<String> conditions(Kind<T> kind) {
    return of(kind).get("one").json().object("status").array("conditions").objects().stream()
        .map(condition -> condition.string("type"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  <T extends ApiObject> void aCollectionIsListedPatchedAndDeleted(Kind<T> kind) {
    create(kind, "one", "a");
    create(kind, "two", "a");
    create(kind, "three", "b");
    assertThat(names(cluster.client().on(kind).listAll(labelled("a"))))
        .containsExactlyInAnyOrder("one", "two");
    of(kind).patch("two", Patch.merge(json("{\"metadata\": {\"labels\": {\"set\": \"b\"}}}")));
    assertThat(names(of(kind).listAll(labelled("b")))).containsExactlyInAnyOrder("two", "three");
    of(kind)
        .deleteCollection(
            labelled("b"),
            DeleteOptions.DEFAULT.withPropagation(DeleteOptions.Propagation.BACKGROUND));
    assertThat(names(of(kind).list())).containsExactly("one");
  }

  private static ListOptions labelled(String value) {
    return ListOptions.ALL.withLabels("set=" + value);
  }

  private static List<String> names(List<? extends ApiObject> objects) {
    return objects.stream().map(ApiObject::name).toList();
  }
}
