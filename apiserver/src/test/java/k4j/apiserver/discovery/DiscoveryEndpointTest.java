package k4j.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Query;
import org.junit.jupiter.api.Test;

class DiscoveryEndpointTest {

  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  private final DiscoveryEndpoint endpoint =
      new DiscoveryEndpoint(new BuiltinCatalog(), "127.0.0.1:6443");

  private Optional<Answer> answer(String path, Map<String, String> headers) {
    return endpoint.answer(
        Call.of(User.of("u"), "GET", path, Query.NONE, Headers.of(headers), Body.NONE));
  }

  private JsonObject get(String path) {
    return ((Answer.One) answer(path, Map.of()).orElseThrow()).payload().tree();
  }

  private Answer.Raw aggregated(String path, Map<String, String> headers) {
    return (Answer.Raw) answer(path, headers).orElseThrow();
  }

  @Test
  void coreVersions() {
    assertThat(get("/api"))
        .hasToString(
            "{\"kind\":\"APIVersions\",\"serverAddressByClientCIDRs\":[{\"clientCIDR\":"
                + "\"0.0.0.0/0\",\"serverAddress\":\"127.0.0.1:6443\"}],\"versions\":[\"v1\"]}");
  }

  @Test
  void groupsInTheOrderOfKubernetes() {
    List<String> names =
        get("/apis/").array("groups").objects().stream().map(g -> g.string("name")).toList();
    assertThat(names)
        .containsExactly(
            "apiregistration.k8s.io",
            "apps",
            "events.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "networking.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "storage.k8s.io",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "scheduling.k8s.io",
            "coordination.k8s.io",
            "node.k8s.io",
            "discovery.k8s.io",
            "resource.k8s.io",
            "flowcontrol.apiserver.k8s.io");
  }

  @Test
  void oneGroup() {
    assertThat(get("/apis/autoscaling").object("preferredVersion").string("groupVersion"))
        .isEqualTo("autoscaling/v2");
    assertThat(get("/apis/autoscaling").string("kind")).isEqualTo("APIGroup");
    assertThatThrownBy(() -> get("/apis/unheard.of")).isInstanceOf(StatusException.class);
  }

  @Test
  void resourcesOfAVersion() {
    JsonObject core = get("/api/v1");
    assertThat(core.has("apiVersion")).isFalse();
    JsonObject pods = named(core, "pods");
    // The hash that every Kubernetes shows for pods.
    assertThat(pods.string("storageVersionHash")).isEqualTo("xPOwRZ+Yhw8=");
    assertThat(pods.array("shortNames").strings()).containsExactly("po");
    assertThat(named(core, "pods/eviction").string("group")).isEqualTo("policy");
    assertThat(named(core, "pods/status").has("group")).isFalse();
    assertThat(named(core, "bindings").has("storageVersionHash")).isFalse();
    JsonObject apps = get("/apis/apps/v1");
    assertThat(apps.string("groupVersion")).isEqualTo("apps/v1");
    assertThat(named(apps, "deployments").string("storageVersionHash")).isEqualTo("8aSe+NMegvE=");
    assertThatThrownBy(() -> get("/apis/apps/v1beta1")).isInstanceOf(StatusException.class);
  }

  private static JsonObject named(JsonObject list, String name) {
    return list.array("resources").objects().stream()
        .filter(r -> r.string("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everythingAtOnceForThoseWhoAsk() {
    Answer.Raw answer = aggregated("/apis", Map.of("accept", AGGREGATED + ",application/json"));
    assertThat(answer.contentType()).isEqualTo(AGGREGATED);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains(
            """
            {"resource":"controllerrevisions","responseKind":{"group":"","version":"",\
            "kind":"ControllerRevision"},"scope":"Namespaced",\
            """);
    JsonObject document = JsonParser.parseObject(answer.body());
    assertThat(document.string("apiVersion")).isEqualTo("apidiscovery.k8s.io/v2");
    JsonObject apps = document.array("items").object(1);
    assertThat(apps.object("metadata").string("name")).isEqualTo("apps");
    assertThat(apps.array("versions").object(0).array("resources").object(2))
        .hasToString(
            """
            {"categories":["all"],"resource":"deployments",\
            "responseKind":{"group":"","kind":"Deployment","version":""},"scope":"Namespaced",\
            "shortNames":["deploy"],"singularResource":"deployment","subresources":[\
            {"responseKind":{"group":"autoscaling","kind":"Scale","version":"v1"},\
            "subresource":"scale","verbs":["get","patch","update"]},\
            {"responseKind":{"group":"","kind":"Deployment","version":""},\
            "subresource":"status","verbs":["get","patch","update"]}],\
            "verbs":["create","delete","deletecollection","get","list","patch","update","watch"]}\
            """);
    JsonObject core =
        JsonParser.parseObject(aggregated("/api", Map.of("accept", AGGREGATED)).body());
    assertThat(core.array("items").size()).isEqualTo(1);
  }

  @Test
  void sendsNothingThatTheClientHas() {
    String tag = aggregated("/apis", Map.of("accept", AGGREGATED)).headers().get("ETag");
    assertThat(tag).matches("\"[0-9A-F]{128}\"");
    Answer.Raw again = aggregated("/apis", Map.of("accept", AGGREGATED, "if-none-match", tag));
    assertThat(again.code()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void theBetaFormIsGone() {
    String beta = AGGREGATED.replace("v=v2", "v=v2beta1") + ",application/json";
    assertThat(answer("/apis", Map.of("accept", beta)).orElseThrow())
        .isInstanceOf(Answer.One.class);
  }

  @Test
  void leavesOtherPathsToOthers() {
    assertThat(answer("/api/v1/pods", Map.of())).isEmpty();
    assertThat(answer("/openapi/v3", Map.of())).isEmpty();
    assertThat(answer("/apiservices", Map.of())).isEmpty();
  }
}
