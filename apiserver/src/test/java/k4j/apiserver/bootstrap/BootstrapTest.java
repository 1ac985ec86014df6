package k4j.apiserver.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.authorization.AuthorizerChain;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.authorization.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  private static final ClusterFacts FACTS =
      new ClusterFacts("CA\n", "PROXY\n", "192.168.7.1", 6443, "10.96.0.1", "10.96.0.0/12");

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final ApiServer server =
      new ApiServerBuilder(new BuiltinCatalog(), InstantSource.system(), scheduler, new Random(1))
          .authorizer(
              reader -> AuthorizerChain.of(reader, new RbacRoles(reader), DefaultRoles.nodeRules()))
          .build();
  private final Transport transport =
      server.transport(User.of("system:apiserver", User.MASTERS), "kube-apiserver");
  private final Bootstrap bootstrap = new Bootstrap(server.reader(), transport, FACTS);

  @AfterEach
  void close() {
    scheduler.shutdownNow();
  }

  private JsonObject get(String path) {
    return transport.send(Request.get(path, Map.of())).body();
  }

  @Test
  void makesEverythingOnceAndThenNothing() {
    bootstrap.ensureEssential();
    bootstrap.ensureRemaining();
    List<DefaultObject> all =
        Stream.of(
                DefaultObjects.namespaces(),
                DefaultObjects.essential(FACTS),
                DefaultObjects.remaining(FACTS))
            .flatMap(List::stream)
            .toList();
    List<String> before = all.stream().map(each -> resourceVersion(get(each.path()))).toList();
    bootstrap.ensureEssential();
    bootstrap.ensureRemaining();
    assertThat(all.stream().map(each -> resourceVersion(get(each.path()))))
        .containsExactlyElementsOf(before);
    for (DefaultObject each : all) {
      assertThat(Reconciliation.contains(get(each.path()), each.object())).as(each.path()).isTrue();
    }
  }

  private static String resourceVersion(JsonObject object) {
    return object.object("metadata").string("resourceVersion");
  }

  @Test
  void rolesAreThoseOfKubernetes() {
    List<JsonObject> roles = DefaultRoles.all();
    assertThat(roles.stream().filter(r -> r.string("kind").equals("ClusterRole"))).hasSize(69);
    assertThat(roles.stream().filter(r -> r.string("kind").equals("ClusterRoleBinding")))
        .hasSize(50);
    assertThat(roles.stream().filter(r -> r.string("kind").equals("Role"))).hasSize(7);
    assertThat(roles.stream().filter(r -> r.string("kind").equals("RoleBinding"))).hasSize(7);
    assertThat(DefaultRoles.nodeRules()).hasSize(25);
    JsonObject leader =
        roles.stream()
            .filter(r -> r.string("kind").equals("RoleBinding"))
            .filter(r ->
                r.object("metadata").string("name").equals("system::leader-locking-kube-scheduler"))
            .findFirst()
            .orElseThrow();
    assertThat(leader)
        .hasToString(
            """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding",\
            "metadata":{"annotations":{"rbac.authorization.kubernetes.io/autoupdate":"true"},\
            "labels":{"kubernetes.io/bootstrapping":"rbac-defaults"},\
            "name":"system::leader-locking-kube-scheduler","namespace":"kube-system"},\
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role",\
            "name":"system::leader-locking-kube-scheduler"},\
            "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User",\
            "name":"system:kube-scheduler"},{"kind":"ServiceAccount","name":"kube-scheduler",\
            "namespace":"kube-system"}]}\
            """);
  }

  @Test
  void theRolesWorkAtOnce() {
    bootstrap.ensureEssential();
    transport.send(
        Request.of(
            "POST",
            "/apis/rbac.authorization.k8s.io/v1/namespaces/x/rolebindings",
            Map.of(),
            MapReader.json(
                """
                {'metadata':{'name':'amy'},'roleRef':{'kind':'ClusterRole','name':'admin',
                  'apiGroup':'rbac.authorization.k8s.io'},'subjects':[{'kind':'User','name':'amy',
                  'apiGroup':'rbac.authorization.k8s.io'}]}\
                """)));
    User amy = User.of("amy", User.AUTHENTICATED);
    var chain =
        AuthorizerChain.of(
            server.reader(), new RbacRoles(server.reader()), DefaultRoles.nodeRules());
    User scheduler = User.of("system:kube-scheduler", User.AUTHENTICATED);
    User nobody = User.of(User.ANONYMOUS, User.UNAUTHENTICATED);
    User deployer =
        User.of("system:serviceaccount:kube-system:deployment-controller", User.AUTHENTICATED);
    for (Attributes wanted :
        List.of(
            Attributes.ofResource(scheduler, "create", "", "pods/binding", "x", "p"),
            Attributes.ofResource(amy, "get", "", "pods/log", "x", "p"),
            Attributes.ofResource(amy, "create", "rbac.authorization.k8s.io", "roles", "x", ""),
            Attributes.ofResource(deployer, "create", "apps", "replicasets", "x", ""),
            Attributes.ofPath(nobody, "get", "/version"),
            Attributes.ofPath(scheduler, "get", "/openapi/v2"))) {
      assertThat(chain.authorize(wanted).verdict()).as("%s", wanted).isEqualTo(Verdict.ALLOW);
    }
    for (Attributes wanted :
        List.of(
            Attributes.ofResource(scheduler, "create", "", "secrets", "x", "p"),
            Attributes.ofResource(nobody, "list", "", "pods", "x", ""),
            Attributes.ofPath(nobody, "get", "/openapi/v2"))) {
      assertThat(chain.authorize(wanted).verdict()).as("%s", wanted).isEqualTo(Verdict.NO_OPINION);
    }
  }

  @Test
  void givesBackWhatWasTakenButLeavesWhatItsOwnerClaims() {
    bootstrap.ensureEssential();
    String viewer = "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:discovery";
    String root = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/cluster-admin";
    String monitor = "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:monitoring";
    put(viewer, get(viewer).without("rules"));
    put(root, get(root).without("subjects"));
    put(
        monitor,
        get(monitor)
            .without("rules")
            .withAt(
                k4j.api.json.Json.of("false"),
                "metadata",
                "annotations",
                "rbac.authorization.kubernetes.io/autoupdate"));
    bootstrap.ensureEssential();
    assertThat(get(viewer).array("rules").size()).isEqualTo(1);
    assertThat(get(root).array("subjects").size()).isEqualTo(1);
    assertThat(get(monitor).array("rules").size()).isZero();
  }

  private void put(String path, JsonObject object) {
    transport.send(Request.of("PUT", path, Map.of(), object));
  }

  @Test
  void describesTheServer() {
    bootstrap.ensureEssential();
    bootstrap.ensureRemaining();
    assertThat(server.reader().list(Resources.NAMESPACES, ""))
        .extracting(each -> each.object("metadata").string("name"))
        .containsExactlyInAnyOrder("default", "kube-system", "kube-public", "kube-node-lease");
    assertThat(get("/api/v1/namespaces/kube-public/configmaps/cluster-info").object("data"))
        .asString()
        .contains("server: https://192.168.7.1:6443");
    assertThat(get("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/probes").object("spec"))
        .asString()
        .contains("\"matchingPrecedence\":2");
  }
}
