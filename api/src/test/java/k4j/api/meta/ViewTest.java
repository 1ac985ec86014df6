package k4j.api.meta;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import k4j.api.Kinds;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.DeploymentSpec;
import k4j.api.core.v1.Container;
import k4j.api.core.v1.ContainerPort;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodSpec;
import k4j.api.core.v1.ResourceRequirements;
import k4j.api.core.v1.Secret;
import k4j.api.core.v1.ServicePort;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.v1.ObjectMeta;
import k4j.api.quantity.Quantity;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.ResourceName;
import org.junit.jupiter.api.Test;

/// The generated views.
class ViewTest {

  private static final Pod POD =
      new Pod(
          JsonParser.parseObject(
              """
              {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop",
               "labels":{"app":"web"},"creationTimestamp":"2026-01-02T03:04:05Z"},
               "spec":{"containers":[{"name":"a","image":"x","ports":[{"containerPort":80}],
               "resources":{"requests":{"cpu":"250m"}},"unheardOf":1}],"hostNetwork":true}}
              """
                  .getBytes(UTF_8)));

  @Test
  void reads() {
    assertThat(POD.key()).isEqualTo("shop/web");
    assertThat(POD.metadata().labels()).isEqualTo(Map.of("app", "web"));
    assertThat(POD.metadata().creationTimestamp()).contains(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(POD.spec().hostNetwork()).isTrue();
    Container container = POD.spec().containers().getFirst();
    assertThat(container.ports()).extracting(ContainerPort::containerPort).containsExactly(80);
    assertThat(container.resources().requests()).isEqualTo(Map.of("cpu", Quantity.parse("250m")));
  }

  @Test
  void whatIsAbsentReadsAsZero() {
    assertThat(POD.hasStatus()).isFalse();
    assertThat(POD.status().phase()).isEmpty();
    assertThat(POD.status().containerStatuses()).isEmpty();
    assertThat(POD.status().startTime()).isEmpty();
    assertThat(POD.spec().terminationGracePeriodSeconds()).isZero();
    assertThat(POD.spec().priority()).isZero();
    assertThat(ServicePort.EMPTY.targetPort()).isEmpty();
    assertThat(new Deployment(JsonObject.EMPTY).spec()).isEqualTo(DeploymentSpec.EMPTY);
  }

  @Test
  void writesWithoutTouchingTheRest() {
    Container changed =
        POD.spec()
            .containers()
            .getFirst()
            .withResources(ResourceRequirements.EMPTY.withLimits(Map.of("cpu", Quantity.of(1))))
            .withPorts(List.of(ContainerPort.EMPTY.withContainerPort(81).withName("http")));
    assertThat(changed.json().integer("unheardOf")).isEqualTo(1);
    assertThat(changed.json().toString())
        .contains("\"limits\":{\"cpu\":\"1\"}", "{\"containerPort\":81,\"name\":\"http\"}");
    PodSpec spec = POD.spec().withContainers(List.of(changed)).withoutHostNetwork();
    assertThat(POD.withSpec(spec).spec().hasHostNetwork()).isFalse();
    assertThat(POD.spec().hostNetwork()).isTrue();
    assertThat(POD.withSpec(POD.spec())).isEqualTo(POD);
  }

  @Test
  void anEmptyKindSaysWhatItIs() {
    Deployment made =
        Deployment.EMPTY
            .withMetadata(ObjectMeta.EMPTY.withName("web"))
            .withSpec(DeploymentSpec.EMPTY.withReplicas(2));
    assertThat(made.json())
        .hasToString(
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"web\"},"
                + "\"spec\":{\"replicas\":2}}");
  }

  @Test
  void bytesAreBase64() {
    Secret secret = Secret.EMPTY.withData(Map.of("k", "v".getBytes(UTF_8)));
    assertThat(secret.json().object("data").string("k")).isEqualTo("dg==");
    assertThat(secret.data().get("k")).isEqualTo("v".getBytes(UTF_8));
  }

  @Test
  void everyResourceServedByDefaultHasAKind() {
    var catalog = new BuiltinCatalog();
    List<ResourceName> named = Kinds.all().stream().<ResourceName>map(Kind::resource).toList();
    assertThat(named)
        .containsExactlyElementsOf(
            catalog.resources().stream()
                .filter(r -> r.enabledByDefault())
                .map(r -> r.name())
                .toList());
    for (Kind<?> kind : Kinds.all()) {
      assertThat(kind.of(JsonObject.EMPTY).getClass().getSimpleName()).isEqualTo(kind.kind());
    }
    assertThat(Kinds.NETWORK_POLICIES.resource().plural()).isEqualTo("networkpolicies");
  }
}
