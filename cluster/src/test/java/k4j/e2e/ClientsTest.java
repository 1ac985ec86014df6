package k4j.e2e;

import static k4j.e2e.TestedClient.Kind.CONFIG_MAP;
import static k4j.e2e.TestedClient.Kind.DEFINITION;
import static k4j.e2e.TestedClient.Kind.DEPLOYMENT;
import static k4j.e2e.TestedClient.Kind.LEASE;
import static k4j.e2e.TestedClient.Kind.NAMESPACE;
import static k4j.e2e.TestedClient.Kind.POD;
import static k4j.e2e.TestedClient.Kind.REPLICA_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.yaml.YamlReader;
import k4j.e2e.TestedClient.Changes;
import k4j.e2e.TestedClient.Kind;
import k4j.e2e.TestedClient.Patch;
import k4j.e2e.TestedClient.Propagation;
import k4j.e2e.TestedClient.Refused;
import k4j.testing.Eventually;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One sequence of requests, by every client that users have, unmodified (Helm's is in `HelmTest`).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedCluster.class)
class ClientsTest {

  private final Map<Client, TestedClient> clients = new EnumMap<>(Client.class);

  /// The clients, and how each is begun.
  enum Client {
    FABRIC8,
    OFFICIAL_JAVA,
    CLIENT_NODE,
    PYTHON,
    KUBECTL_1_22,
    KUBECTL_1_32,
    KUBECTL_1_35;

    String namespace() {
      return "with-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A group of custom resources of its own.
    String group() {
      return namespace() + ".example.com";
    }

    private TestedClient begin(TestCluster cluster) {
      return switch (this) {
        case FABRIC8 -> new Fabric8Client(cluster, namespace());
        case OFFICIAL_JAVA -> new OfficialJavaClient(cluster, namespace());
        case CLIENT_NODE -> ScriptedClient.node(cluster, namespace());
        case PYTHON -> ScriptedClient.python(cluster, namespace());
        case KUBECTL_1_22 -> new KubectlClient(cluster, Kubectl.V1_22, namespace());
        case KUBECTL_1_32 -> new KubectlClient(cluster, Kubectl.V1_32, namespace());
        case KUBECTL_1_35 -> new KubectlClient(cluster, Kubectl.V1_35, namespace());
      };
    }
  }

  private TestedClient client(Client which, TestCluster cluster) {
    return clients.computeIfAbsent(
        which,
        _ -> {
          TestedClient client = which.begin(cluster);
          client.create(object(NAMESPACE, which.namespace(), ""));
          return client;
        });
  }

  @AfterAll
  void close() {
    clients.values().forEach(TestedClient::close);
  }

  private static JsonObject object(Kind kind, String name, String rest) {
    return yaml(
        "{apiVersion: %s, kind: %s, metadata: {name: %s}%s}"
            .formatted(kind.apiVersion(), kind.kind(), name, rest.isEmpty() ? "" : ", " + rest));
  }

  private static JsonObject settings(String name, String labels) {
    return object(CONFIG_MAP, name, "data: {colour: red}")
        .withAt(yaml("{" + labels + "}"), "metadata", "labels");
  }

  private static JsonObject yaml(String text) {
    return (JsonObject) YamlReader.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String at(JsonObject object, String... path) {
    Json found = object.at(path);
    return found instanceof JsonString(String text) ? text : String.valueOf(found);
  }

  private static void refused(String reason, String message, ThrowingCallable call) {
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(call)
        .withMessageContaining(message)
        .extracting(Refused::reason)
        .isEqualTo(reason);
  }

  private static JsonObject until(Supplier<JsonObject> source, Predicate<JsonObject> wanted) {
    return Eventually.value(source, wanted);
  }

  @ParameterizedTest
  @EnumSource
  void createsReadsListsAndDeletes(Client which, TestCluster cluster) {
    TestedClient client = client(which, cluster);
    assertThat(client.version()).startsWith("v1.36.");
    for (String name : List.of("a", "b", "c", "d", "e")) {
      String tier = name.compareTo("c") < 0 ? "front" : "back";
      JsonObject created = client.create(settings(name, "set: list, tier: " + tier));
      assertThat(at(created, "metadata", "uid")).isNotEmpty();
    }
    assertThat(at(client.get(CONFIG_MAP, "a"), "data", "colour")).isEqualTo("red");
    assertThat(client.list(CONFIG_MAP, "set=list", "")).containsExactly("a", "b", "c", "d", "e");
    assertThat(client.list(CONFIG_MAP, "set=list,tier in (front,side)", ""))
        .containsExactly("a", "b");
    assertThat(client.list(CONFIG_MAP, "set=list,tier!=front", "")).containsExactly("c", "d", "e");
    assertThat(client.list(CONFIG_MAP, "", "metadata.name=b")).containsExactly("b");
    assertThat(client.pages(CONFIG_MAP, "set=list", 2)).containsExactly(2, 2, 1);

    refused(
        "AlreadyExists",
        "configmaps \"a\" already exists",
        () -> client.create(settings("a", "set: list")));
    refused("NotFound", "configmaps \"nobody\" not found", () -> client.get(CONFIG_MAP, "nobody"));
    refused("Invalid", "metadata.name: Invalid value", () -> client.create(settings("A_a", "")));

    JsonObject read = client.get(CONFIG_MAP, "a");
    client.replace(read.withAt(new JsonString("blue"), "data", "colour"));
    assertThat(at(client.get(CONFIG_MAP, "a"), "data", "colour")).isEqualTo("blue");
    refused(
        "Conflict",
        "the object has been modified; please apply your changes to the latest version",
        () -> client.replace(read.withAt(new JsonString("green"), "data", "colour")));

    client.delete(CONFIG_MAP, "a", Propagation.Background);
    refused("NotFound", "", () -> client.get(CONFIG_MAP, "a"));
    client.deleteAll(CONFIG_MAP, "set=list,tier=back");
    assertThat(client.list(CONFIG_MAP, "set=list", "")).containsExactly("b");
  }

  @ParameterizedTest
  @EnumSource
  void watches(Client which, TestCluster cluster) {
    TestedClient client = client(which, cluster);
    client.create(settings("watched", "set: watch"));
    try (Changes changes = client.watch(CONFIG_MAP, "set=watch")) {
      assertThat(changes.first(1)).containsExactly("ADDED watched");
      changeWatched(client);
      assertThat(changes.first(4))
          .containsExactly("ADDED watched", "MODIFIED watched", "ADDED second", "DELETED watched");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FABRIC8", "OFFICIAL_JAVA", "CLIENT_NODE"})
  void keepsACache(Client which, TestCluster cluster) {
    var client = (TestedClient.WithInformers) client(which, cluster);
    client.create(settings("watched", "set: inform"));
    try (Changes changes = client.inform(CONFIG_MAP, "set=inform")) {
      assertThat(changes.first(1)).containsExactly("ADDED watched");
      client.patch(CONFIG_MAP, "watched", Patch.MERGE, "{\"data\":{\"colour\":\"blue\"}}");
      client.create(settings("informed", "set: inform"));
      client.delete(CONFIG_MAP, "watched", Propagation.Background);
      assertThat(changes.first(4))
          .containsExactly(
              "ADDED watched", "MODIFIED watched", "ADDED informed", "DELETED watched");
    }
  }

  private static void changeWatched(TestedClient client) {
    client.patch(CONFIG_MAP, "watched", Patch.MERGE, "{\"data\":{\"colour\":\"blue\"}}");
    client.create(settings("second", "set: watch"));
    client.create(settings("third", "set: other"));
    client.delete(CONFIG_MAP, "watched", Propagation.Background);
  }

  @ParameterizedTest
  @EnumSource
  void patchesAndApplies(Client which, TestCluster cluster) {
    TestedClient client = client(which, cluster);
    client.create(settings("patched", "set: patch"));
    client.patch(
        CONFIG_MAP,
        "patched",
        Patch.JSON,
        "[{\"op\":\"test\",\"path\":\"/data/colour\",\"value\":\"red\"},"
            + "{\"op\":\"add\",\"path\":\"/data/size\",\"value\":\"9\"}]");
    refused(
        "Invalid",
        "",
        () ->
            client.patch(
                CONFIG_MAP,
                "patched",
                Patch.JSON,
                "[{\"op\":\"test\",\"path\":\"/data/colour\",\"value\":\"pink\"}]"));
    client.patch(CONFIG_MAP, "patched", Patch.MERGE, "{\"data\":{\"colour\":null}}");
    assertThat(client.get(CONFIG_MAP, "patched").object("data")).isEqualTo(yaml("{size: \"9\"}"));

    client.create(paused("strategic"));
    JsonObject both =
        client.patch(
            DEPLOYMENT,
            "strategic",
            Patch.STRATEGIC,
            "{\"spec\":{\"template\":{\"spec\":{\"containers\":"
                + "[{\"name\":\"aside\",\"image\":\"k4j.local/host\"}]}}}}");
    assertThat(both.object("spec").object("template").object("spec").array("containers").objects())
        .extracting(container -> container.string("name"))
        .containsExactly("aside", "main");
    client.delete(DEPLOYMENT, "strategic", Propagation.Background);

    JsonObject wanted = object(CONFIG_MAP, "applied", "data: {a: \"1\", b: \"1\"}");
    client.apply(wanted, "one", false);
    JsonObject other = object(CONFIG_MAP, "applied", "data: {a: \"2\", c: \"2\"}");
    refused("Conflict", "conflict", () -> client.apply(other, "two", false));
    client.apply(other, "two", true);
    client.apply(object(CONFIG_MAP, "applied", "data: {}"), "one", false);
    assertThat(client.get(CONFIG_MAP, "applied").object("data"))
        .isEqualTo(yaml("{a: \"2\", c: \"2\"}"));
  }

  /// A deployment without pods.
  private static JsonObject paused(String name) {
    return object(
        DEPLOYMENT,
        name,
        "spec: {replicas: 0, selector: {matchLabels: {app: %s}}, template: {metadata: {labels: {app: %s}}, "
                .formatted(name, name)
            + "spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image:"
            + " k4j.local/host, command: [sleep, \"1000\"]}]}}}");
  }

  @ParameterizedTest
  @EnumSource
  void installsUpgradesRollsBackAndUninstallsAChart(Client which, TestCluster cluster) {
    TestedClient client = client(which, cluster);
    List<JsonObject> first = chart(cluster, which, "hello");
    assertThat(first).hasSizeGreaterThan(8);
    first.forEach(each -> client.apply(each, "chart", false));
    until(() -> client.get(DEPLOYMENT, "shop"), shop -> ready(shop) == 1);
    String pod = client.list(POD, "app.kubernetes.io/name=shop", "status.phase=Running").getFirst();

    assertThat(client.askThroughPort(pod, 8080)).isEqualTo("hello");
    assertThat(client.logs(pod)).contains("\"GET / HTTP/1.1\" 200");
    assertThat(client.exec(pod, "", "sh", "-c", "echo $KEY; exit 3").code()).isEqualTo(3);
    assertThat(client.exec(pod, "typed\n", "head", "-1").out()).isEqualTo("typed\n");
    refused("TooManyRequests", "disruption budget", () -> client.evict(pod));
    assertThat(client.scale(DEPLOYMENT, "shop", 2)).isEqualTo(1);
    until(() -> client.get(DEPLOYMENT, "shop"), shop -> ready(shop) == 2);
    client.evict(pod);
    Eventually.await("gone", () -> !client.list(POD, "", "").contains(pod));

    chart(cluster, which, "again").forEach(each -> client.apply(each, "chart", true));
    assertThat(page(client)).isEqualTo("again");
    first.forEach(each -> client.apply(each, "chart", true));
    assertThat(page(client)).isEqualTo("hello");
    first
        .reversed()
        .forEach(each ->
            client.delete(kind(each), at(each, "metadata", "name"), Propagation.Background));
    assertThat(client.list(DEPLOYMENT, "app.kubernetes.io/name=shop", "")).isEmpty();
  }

  private static String page(TestedClient client) {
    return at(client.get(CONFIG_MAP, "shop-page"), "data", "index.html");
  }

  private static long ready(JsonObject deployment) {
    JsonObject status = deployment.object("status");
    return status.integer("observedGeneration")
            == deployment.object("metadata").integer("generation")
        ? status.integer("readyReplicas", 0)
        : -1;
  }

  static Kind kind(JsonObject object) {
    String kind = object.string("kind");
    String plural = kind.toLowerCase(Locale.ROOT) + (kind.endsWith("s") ? "es" : "s");
    return new Kind(object.string("apiVersion"), kind, plural);
  }

  private static List<JsonObject> chart(TestCluster cluster, Client which, String greeting) {
    String text = HelmTest.template(cluster, which.namespace(), greeting);
    return YamlReader.parseAll(text.getBytes(StandardCharsets.UTF_8)).stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void deletesWithEveryPropagation(Client which, TestCluster cluster) {
    TestedClient client = client(which, cluster);
    for (Propagation propagation : Propagation.values()) {
      String name = propagation.name().toLowerCase(Locale.ROOT);
      client.create(paused(name));
      Eventually.await("replica set", () -> !replicaSets(client, name).isEmpty());
      client.delete(DEPLOYMENT, name, propagation);
      Eventually.await("gone", () -> client.list(DEPLOYMENT, "app=" + name, "").isEmpty());
      if (propagation == Propagation.Orphan) {
        assertThat(replicaSets(client, name)).hasSize(1);
        JsonObject orphan = client.get(REPLICA_SET, replicaSets(client, name).getFirst());
        assertThat(orphan.object("metadata").array("ownerReferences").isEmpty()).isTrue();
        client.deleteAll(REPLICA_SET, "app=" + name);
      }
      Eventually.await("replica sets gone", () -> replicaSets(client, name).isEmpty());
    }
  }

  private static List<String> replicaSets(TestedClient client, String app) {
    return client.list(REPLICA_SET, "app=" + app, "");
  }

  @ParameterizedTest
  @EnumSource
  void definesCustomResources(Client which, TestCluster cluster) {
    TestedClient client = client(which, cluster);
    client.create(definition(which));
    String definition = "boats." + which.group();
    until(() -> client.get(DEFINITION, definition), ClientsTest::established);
    var boat = new Kind(which.group() + "/v1", "Boat", "boats");

    JsonObject created = client.create(object(boat, "ark", "spec: {replicas: 1}"));
    assertThat(at(created, "spec", "colour")).isEqualTo("white");
    refused(
        "Invalid",
        "spec.replicas",
        () -> client.create(object(boat, "raft", "spec: {replicas: -1}")));
    refused(
        "Invalid",
        "a boat is never mauve",
        () -> client.create(object(boat, "raft", "spec: {replicas: 1, colour: mauve}")));
    client.patch(boat, "ark", Patch.MERGE, "{\"spec\":{\"colour\":\"blue\"}}");
    client.replaceStatus(client.get(boat, "ark").with("status", yaml("{replicas: 7}")));
    assertThat(client.scale(boat, "ark", 4)).isEqualTo(1);
    JsonObject ark = client.get(boat, "ark");
    assertThat(ark.object("spec")).isEqualTo(yaml("{replicas: 4, colour: blue}"));
    assertThat(ark.object("status").integer("replicas")).isEqualTo(7);
    client.apply(object(boat, "applied", "spec: {replicas: 2}"), "one", false);
    assertThat(client.list(boat, "", "")).containsExactly("applied", "ark");
    try (Changes changes = client.watch(boat, "")) {
      assertThat(changes.first(2)).containsExactlyInAnyOrder("ADDED ark", "ADDED applied");
    }
    client.delete(boat, "ark", Propagation.Foreground);
    client.delete(DEFINITION, definition, Propagation.Background);
    Eventually.await("gone", () -> client.list(DEFINITION, "who=" + which, "").isEmpty());
  }

  private static boolean established(JsonObject definition) {
    return definition.object("status").array("conditions").objects().stream()
        .anyMatch(condition ->
            condition.string("type").equals("Established")
                && condition.string("status").equals("True"));
  }

  private static JsonObject definition(Client which) {
    return yaml(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: boats.GROUP
          labels: {who: WHO}
        spec:
          group: GROUP
          names: {kind: Boat, plural: boats, singular: boat, listKind: BoatList}
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            subresources:
              status: {}
              scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      replicas: {type: integer, minimum: 0}
                      colour:
                        type: string
                        default: white
                        x-kubernetes-validations:
                        - {rule: self != 'mauve', message: a boat is never mauve}
                  status:
                    type: object
                    properties:
                      replicas: {type: integer}
        """
            .replace("GROUP", which.group())
            .replace("WHO", which.name()));
  }

  @ParameterizedTest
  @EnumSource
  void asksWhoMayDoWhat(Client which, TestCluster cluster) {
    TestedClient client = client(which, cluster);
    client.create(object(new Kind("v1", "ServiceAccount", "serviceaccounts"), "robot", ""));
    assertThat(client.may("", "delete", "pods")).isTrue();
    assertThat(client.may("robot", "list", "configmaps")).isFalse();
    String rbac = "rbac.authorization.k8s.io/v1";
    client.create(
        object(
            new Kind(rbac, "Role", "roles"),
            "reader",
            "rules: [{apiGroups: [\"\"], resources: [configmaps], verbs: [get, list]}]"));
    client.create(
        object(
            new Kind(rbac, "RoleBinding", "rolebindings"),
            "reader",
            "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, "
                + "subjects: [{kind: ServiceAccount, name: robot, namespace: %s}]"
                    .formatted(which.namespace())));
    Eventually.await("bound", () -> client.may("robot", "list", "configmaps"));
    assertThat(client.may("robot", "delete", "configmaps")).isFalse();
    assertThat(client.whoIs(client.token("robot")))
        .isEqualTo("system:serviceaccount:%s:robot".formatted(which.namespace()));
    refused("Unauthorized", "", () -> client.whoIs("nonsense"));
  }

  @ParameterizedTest
  @EnumSource
  void keepsLeases(Client which, TestCluster cluster) {
    TestedClient client = client(which, cluster);
    client.create(
        object(
            LEASE,
            "lead",
            "spec: {holderIdentity: me, leaseDurationSeconds: 15, "
                + "acquireTime: \"2026-01-02T03:04:05.123456Z\"}"));
    JsonObject mine = client.get(LEASE, "lead");
    client.replace(mine.withAt(new JsonString("you"), "spec", "holderIdentity"));
    refused(
        "Conflict",
        "",
        () -> client.replace(mine.withAt(new JsonString("he"), "spec", "holderIdentity")));
    JsonObject yours = client.get(LEASE, "lead");
    assertThat(at(yours, "spec", "holderIdentity")).isEqualTo("you");
    assertThat(at(yours, "spec", "acquireTime")).startsWith("2026-01-02T03:04:05.123");
    client.delete(LEASE, "lead", Propagation.Background);
  }
}
