package k4j.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import k4j.api.Kinds;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.transport.Transport;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.admission.AdmissionParts;
import k4j.apiserver.admission.AdmissionPlugins;
import k4j.apiserver.admission.webhook.WebhookCaller;
import k4j.apiserver.authentication.TokenAuthenticators;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.AccessReviews;
import k4j.apiserver.authorization.AuthorizerChain;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.bootstrap.Bootstrap;
import k4j.apiserver.bootstrap.ClusterFacts;
import k4j.apiserver.bootstrap.DefaultRoles;
import k4j.apiserver.discovery.DiscoveryEndpoint;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.token.Reviews;
import k4j.apiserver.token.TokenReviews;
import k4j.apiserver.webhook.EndpointResolver;
import k4j.apiserver.webhook.WebhookClients;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.DeleteOptions.Propagation;
import k4j.client.Patch;
import k4j.client.Surroundings;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// All controllers, each as its own service account, under the default roles and with admission.
class SecuredClusterTest {

  private static final String WEB =
      """
      {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
       "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "web"}},
        "template": {"metadata": {"labels": {"app": "web"}},
         "spec": {"containers": [{"name": "web", "image": "web:1"}]}}}}
      """;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Random random = new Random(7);
  private ApiServer server;
  private ControllerManager manager;
  private Client client;

  @BeforeEach
  void start() {
    InstantSource clock = clock();
    var catalog = new BuiltinCatalog();
    var self = new AtomicReference<Transport>();
    server =
        new ApiServerBuilder(catalog, clock, timer, random)
            .authorizer(reader ->
                AuthorizerChain.of(reader, new RbacRoles(reader), DefaultRoles.nodeRules()))
            .plugins(reader -> {
              var roles = new RbacRoles(reader);
              return AdmissionPlugins.list(
                  new AdmissionParts(
                      reader,
                      catalog,
                      AuthorizerChain.of(reader, roles, DefaultRoles.nodeRules()),
                      roles,
                      self::get,
                      webhooks(reader),
                      clock,
                      timer,
                      random,
                      () -> LockSupport.parkNanos(20_000_000)));
            })
            .endpoints(reader ->
                List.of(new DiscoveryEndpoint(catalog, "127.0.0.1:6443"), reviews(reader)))
            .build();
    self.set(transport("admin", User.MASTERS));
    client = new Client(self.get());
    var bootstrap =
        new Bootstrap(
            server.reader(),
            self.get(),
            new ClusterFacts(
                TestCluster.CA, TestCluster.CA, "10.0.0.1", 6443, "10.96.0.1", "10.96.0.0/12"));
    bootstrap.ensureEssential();
    bootstrap.ensureRemaining();
    var surroundings = new Surroundings(clock, timer, random);
    manager =
        new ControllerManager(
            new Client(transport(ControllerManager.USER)),
            account ->
                new Client(
                    transport(
                        "system:serviceaccount:kube-system:" + account,
                        "system:serviceaccounts",
                        "system:serviceaccounts:kube-system")),
            surroundings,
            Settings.of(TestCluster.CA)
                .withKeys(
                    TestAuthority.make(),
                    (account, secret) -> "token of " + account.object("metadata").string("uid")),
            new BuiltinCatalog());
    manager.start();
  }

  private static Reviews reviews(Reader reader) {
    var roles = new RbacRoles(reader);
    var authorizer = AuthorizerChain.of(reader, roles, DefaultRoles.nodeRules());
    var nobody = new TokenAuthenticators(List.of(), List.of());
    return new Reviews(
        new BuiltinCatalog(),
        new TokenReviews(nobody, List.of(), clock()),
        new AccessReviews(authorizer),
        clock());
  }

  private WebhookCaller webhooks(Reader reader) {
    var clients = new WebhookClients(new EndpointResolver(reader, random), clock(), timer);
    return new WebhookCaller(clients, new BuiltinCatalog(), () -> "");
  }

  private static InstantSource clock() {
    return InstantSource.system();
  }

  private Transport transport(String user, String... groups) {
    var all = new ArrayList<>(List.of(groups));
    all.add(User.AUTHENTICATED);
    return server.transport(User.of(user, all.toArray(String[]::new)));
  }

  @AfterEach
  void stop() {
    manager.close();
    timer.shutdownNow();
  }

  private <T extends ApiObject> T create(Kind<T> kind, String namespace, String json) {
    return client.in(kind, namespace).create(kind.of((JsonObject) JsonParser.parse(json)));
  }

  private void namespace(String name) {
    create(
        Kinds.NAMESPACES,
        "",
        "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"%s\"}}"
            .formatted(name));
    Eventually.await(
        "account", () -> client.in(Kinds.SERVICE_ACCOUNTS, name).find("default").isPresent());
  }

  private List<Pod> pods(String namespace) {
    return client.in(Kinds.PODS, namespace).list();
  }

  /// The controllers act at the same time: a pod that was listed may be gone.
  private static void unlessGone(Runnable action) {
    try {
      action.run();
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  /// Does what a kubelet would: says that the pod runs and is ready.
  private void run(Pod pod, int number) {
    client
        .near(Kinds.PODS, pod)
        .patchStatus(
            pod.name(),
            Patch.merge(
                JsonParser.parse(
                    """
                    {"status": {"phase": "Running", "podIP": "10.1.0.%d",
                     "podIPs": [{"ip": "10.1.0.%d"}],
                     "conditions": [{"type": "Ready", "status": "True",
                       "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
                    """
                        .formatted(number, number))));
  }

  @Test
  void aDeploymentRunsAndIsRolledOut() {
    namespace("team");
    Eventually.await(
        "certificates",
        () -> client.in(Kinds.CONFIG_MAPS, "team").find("kube-root-ca.crt").isPresent());
    create(Kinds.DEPLOYMENTS, "team", WEB);
    Eventually.await("pods", () -> pods("team").size() == 3);
    int number = 1;
    for (Pod pod : pods("team")) {
      run(pod, number++);
    }
    Eventually.await(
        "available",
        () -> client.in(Kinds.DEPLOYMENTS, "team").get("web").status().availableReplicas() == 3);
    var web = client.in(Kinds.DEPLOYMENTS, "team").get("web");
    assertThat(web.status().observedGeneration()).isEqualTo(web.metadata().generation());
    assertThat(web.status().conditions())
        .anyMatch(
            c -> c.type().equals("Progressing") && c.reason().equals("NewReplicaSetAvailable"));
    Eventually.asserted(() ->
        assertThat(client.in(Kinds.EVENTS, "team").list())
            .extracting(Event::reason)
            .contains("ScalingReplicaSet", "SuccessfulCreate"));

    client
        .in(Kinds.DEPLOYMENTS, "team")
        .patch(
            "web",
            Patch.strategic(
                JsonParser.parse(
                    """
                    {"spec": {"template": {"spec": {"containers":
                      [{"name": "web", "image": "web:2"}]}}}}
                    """)));
    Eventually.await(
        "rolled out",
        () -> {
          List<Pod> all = pods("team");
          all.stream()
              .filter(p -> p.isDeleting())
              .forEach(p ->
                  unlessGone(() ->
                      client
                          .near(Kinds.PODS, p)
                          .delete(p.name(), DeleteOptions.of(p).withGracePeriodSeconds(0))));
          all.stream()
              .filter(p -> !p.isDeleting() && !p.status().phase().equals("Running"))
              .forEach(p -> unlessGone(() -> run(p, 100)));
          return all.size() == 3
              && all.stream()
                  .allMatch(p -> p.spec().containers().getFirst().image().equals("web:2"));
        });
  }

  @Test
  void aForegroundDeletionOfADeploymentTakesAllAlong() {
    namespace("team");
    create(Kinds.DEPLOYMENTS, "team", WEB);
    Eventually.await("pods", () -> pods("team").size() == 3);
    client
        .in(Kinds.DEPLOYMENTS, "team")
        .delete("web", DeleteOptions.DEFAULT.withPropagation(Propagation.FOREGROUND));
    Eventually.await(
        "all gone",
        () ->
            pods("team").isEmpty()
                && client.in(Kinds.REPLICA_SETS, "team").list().isEmpty()
                && client.in(Kinds.DEPLOYMENTS, "team").list().isEmpty());
  }

  @Test
  void aNamespaceGoesWithAllThatIsInIt() {
    namespace("gone");
    create(Kinds.DEPLOYMENTS, "gone", WEB);
    create(
        Kinds.CONFIG_MAPS,
        "gone",
        "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"m\"}}");
    Eventually.await("pods", () -> pods("gone").size() == 3);

    client.on(Kinds.NAMESPACES).delete("gone");

    Eventually.value(() -> client.on(Kinds.NAMESPACES).find("gone"), Optional::isEmpty);
    assertThat(client.in(Kinds.CONFIG_MAPS, "gone").list()).isEmpty();
    assertThat(pods("gone")).isEmpty();
  }

  private static String daemonOrStateful(String kind, String name, String extra) {
    return """
    {"apiVersion": "apps/v1", "kind": "%s", "metadata": {"name": "%s"},
     "spec": {"selector": {"matchLabels": {"app": "%2$s"}}, %s
      "template": {"metadata": {"labels": {"app": "%2$s"}},
       "spec": {"containers": [{"name": "c", "image": "c:1"}]}}}}
    """
        .formatted(kind, name, extra);
  }

  @Test
  void daemonAndStatefulSetsMakeAndGiveUpPods() {
    namespace("team");
    create(
        Kinds.NODES,
        "",
        "{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \"n1\"}}");
    create(Kinds.DAEMON_SETS, "team", daemonOrStateful("DaemonSet", "agent", ""));
    String claims =
        """
        "serviceName": "db", "replicas": 1, "persistentVolumeClaimRetentionPolicy":
          {"whenDeleted": "Delete", "whenScaled": "Delete"},
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"accessModes":
          ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}],
        """;
    create(Kinds.STATEFUL_SETS, "team", daemonOrStateful("StatefulSet", "db", claims));
    Eventually.await("pods", () -> pods("team").size() == 2);
    int number = 1;
    for (Pod pod : pods("team")) {
      run(pod, number++);
    }
    Eventually.await(
        "ready",
        () ->
            client.in(Kinds.DAEMON_SETS, "team").get("agent").status().numberReady() == 1
                && client.in(Kinds.STATEFUL_SETS, "team").get("db").status().readyReplicas() == 1);
    Eventually.await(
        "owned claim",
        () ->
            client
                .in(Kinds.PERSISTENT_VOLUME_CLAIMS, "team")
                .get("data-db-0")
                .metadata()
                .ownerReferences()
                .stream()
                .anyMatch(owner -> owner.kind().equals("StatefulSet")));
    client.in(Kinds.DAEMON_SETS, "team").delete("agent");
    client.in(Kinds.STATEFUL_SETS, "team").delete("db");
    Eventually.await(
        "all gone",
        () ->
            pods("team").isEmpty()
                && client.in(Kinds.CONTROLLER_REVISIONS, "team").list().isEmpty()
                && client.in(Kinds.PERSISTENT_VOLUME_CLAIMS, "team").list().isEmpty());
  }

  @Test
  void aServiceHasItsEndpoints() {
    namespace("team");
    create(Kinds.DEPLOYMENTS, "team", WEB);
    create(
        Kinds.SERVICES,
        "team",
        """
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},
         "spec": {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}],
                  "publishNotReadyAddresses": true}}
        """);
    Eventually.await("pods", () -> pods("team").size() == 3);
    int number = 1;
    for (Pod pod : pods("team")) {
      run(pod, number++);
    }
    Eventually.await(
        "endpoints",
        () ->
            client.in(Kinds.ENDPOINT_SLICES, "team").list().stream()
                    .mapToInt(slice -> slice.endpoints().size())
                    .sum()
                == 3);
    Eventually.await(
        "object",
        () ->
            client
                .in(Kinds.ENDPOINTS, "team")
                .find("web")
                .filter(
                    e -> !e.subsets().isEmpty() && e.subsets().getFirst().addresses().size() == 3)
                .isPresent());
  }

  @Test
  void aKubeletGetsTheCertificateItMayHave() throws Exception {
    create(
        Kinds.CLUSTER_ROLE_BINDINGS,
        "",
        """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
         "metadata": {"name": "newcomers"},
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
          "name": "system:certificates.k8s.io:certificatesigningrequests:nodeclient"},
         "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group",
          "name": "system:bootstrappers"}]}
        """);
    create(
        Kinds.CLUSTER_ROLE_BINDINGS,
        "",
        """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
         "metadata": {"name": "newcomers-ask"},
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
          "name": "system:node-bootstrapper"},
         "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group",
          "name": "system:bootstrappers"}]}
        """);
    var newcomer = new Client(transport("system:bootstrap:abcdef", "system:bootstrappers"));
    var requests = newcomer.on(Kinds.CERTIFICATE_SIGNING_REQUESTS);
    requests.create(
        TestAuthority.request(
            "good",
            "CN=system:node:n1,O=system:nodes",
            "kubernetes.io/kube-apiserver-client-kubelet"));
    requests.create(
        TestAuthority.request(
            "other", "CN=amy,O=system:nodes", "kubernetes.io/kube-apiserver-client-kubelet"));
    Eventually.await(
        "signed",
        () -> !requests.get("good").json().object("status").string("certificate").isEmpty());
    JsonObject good = requests.get("good").json();
    assertThat(good.object("spec").string("username")).isEqualTo("system:bootstrap:abcdef");
    assertThat(good.object("status").array("conditions").object(0).string("message"))
        .isEqualTo("Auto approving kubelet client certificate after SubjectAccessReview.");
    assertThat(TestAuthority.subject(good)).isEqualTo("O=system:nodes,CN=system:node:n1");
    assertThat(requests.get("other").json().object("status").has("conditions")).isFalse();
    // An administrator approves what the signer then refuses.
    JsonObject other = client.on(Kinds.CERTIFICATE_SIGNING_REQUESTS).get("other").json();
    JsonObject condition =
        (JsonObject) JsonParser.parse("{\"type\": \"Approved\", \"status\": \"True\"}");
    client
        .on(Kinds.CERTIFICATE_SIGNING_REQUESTS)
        .put("other", "approval", other.withAt(JsonArray.of(condition), "status", "conditions"));
    Eventually.asserted(() ->
        assertThat(requests.get("other").json().object("status").array("conditions").objects())
            .anyMatch(each ->
                each.string("type").equals("Failed")
                    && each.string("message")
                        .equals("subject common name does not begin with system:node:")));
  }

  @Test
  void aSecretGetsTheTokenOfItsAccountAndGoesWithIt() {
    namespace("team");
    create(
        Kinds.SECRETS,
        "team",
        """
        {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
         "metadata": {"name": "robot", "annotations":
          {"kubernetes.io/service-account.name": "default"}}}
        """);
    String uid = client.in(Kinds.SERVICE_ACCOUNTS, "team").get("default").metadata().uid();
    Eventually.await(
        "token",
        () -> client.in(Kinds.SECRETS, "team").get("robot").json().object("data").has("token"));
    JsonObject robot = client.in(Kinds.SECRETS, "team").get("robot").json();
    assertThat(robot.object("data").names()).containsExactly("ca.crt", "namespace", "token");
    assertThat(
            robot
                .object("metadata")
                .object("annotations")
                .string("kubernetes.io/service-account.uid"))
        .isEqualTo(uid);
    client.in(Kinds.SERVICE_ACCOUNTS, "team").delete("default");
    Eventually.await("gone", () -> client.in(Kinds.SECRETS, "team").find("robot").isEmpty());
  }

  @Test
  void aRoleCollectsTheRulesOfOthers() {
    create(
        Kinds.CLUSTER_ROLES,
        "",
        """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
         "metadata": {"name": "see-crates",
          "labels": {"rbac.authorization.k8s.io/aggregate-to-view": "true"}},
         "rules": [{"apiGroups": ["x.io"], "resources": ["crates"], "verbs": ["get"]}]}
        """);
    for (String role : List.of("view", "edit", "admin")) {
      Eventually.await(
          role,
          () ->
              client.on(Kinds.CLUSTER_ROLES).get(role).json().array("rules").objects().stream()
                  .anyMatch(rule -> rule.array("apiGroups").strings().contains("x.io")));
    }
  }

  @Test
  void aBootstrapTokenSignsWhatNewcomersAreTold() {
    create(
        Kinds.SECRETS,
        "kube-system",
        """
        {"apiVersion": "v1", "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
         "metadata": {"name": "bootstrap-token-abcdef"},
         "stringData": {"token-id": "abcdef", "token-secret": "0123456789abcdef",
          "usage-bootstrap-signing": "true"}}
        """);
    create(
        Kinds.SECRETS,
        "kube-system",
        """
        {"apiVersion": "v1", "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
         "metadata": {"name": "bootstrap-token-abcdeg"},
         "stringData": {"token-id": "abcdeg", "token-secret": "0123456789abcdef",
          "expiration": "2020-01-01T00:00:00Z"}}
        """);
    Eventually.await(
        "signature",
        () ->
            client
                .in(Kinds.CONFIG_MAPS, "kube-public")
                .get("cluster-info")
                .data()
                .getOrDefault("jws-kubeconfig-abcdef", "")
                .matches("eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9\\.\\.[\\w-]{43}"));
    Eventually.await(
        "the other's end",
        () -> client.in(Kinds.SECRETS, "kube-system").find("bootstrap-token-abcdeg").isEmpty());
  }
}
