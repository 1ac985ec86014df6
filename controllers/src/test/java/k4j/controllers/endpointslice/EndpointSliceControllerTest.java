package k4j.controllers.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.Kinds;
import k4j.api.core.v1.EndpointAddress;
import k4j.api.core.v1.Endpoints;
import k4j.api.discovery.v1.Endpoint;
import k4j.api.discovery.v1.EndpointSlice;
import k4j.api.json.JsonParser;
import k4j.client.DeleteOptions;
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointSliceControllerTest {

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start("endpointslice-controller", "endpoints-controller");
    cluster.create(
        Kinds.NODES,
        "{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \"one\"}}");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void service() {
    cluster.create(
        Kinds.SERVICES,
        """
        {"apiVersion": "v1", "kind": "Service",
         "metadata": {"name": "web", "labels": {"team": "a"}},
         "spec": {"clusterIP": "10.96.0.10", "clusterIPs": ["10.96.0.10"], "ipFamilies": ["IPv4"], "selector": {"app": "web"},
          "ports": [{"name": "http", "port": 80, "targetPort": "web", "protocol": "TCP"}]}}
        """);
  }

  private void pod(String name, String ip, boolean ready) {
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "%s", "labels": {"app": "web"}},
         "spec": {"nodeName": "one", "containers": [{"name": "web", "image": "web:1",
           "ports": [{"name": "web", "containerPort": 8080, "protocol": "TCP"}]}]}}
        """
            .formatted(name));
    status(name, ip, ready);
  }

  private void status(String name, String ip, boolean ready) {
    cluster
        .client()
        .in(Kinds.PODS, "default")
        .patchStatus(
            name,
            Patch.merge(
                JsonParser.parse(
                    """
                    {"status": {"phase": "Running", "podIP": "%s", "podIPs": [{"ip": "%s"}],
                     "conditions": [{"type": "Ready", "status": "%s",
                       "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
                    """
                        .formatted(ip, ip, ready ? "True" : "False"))));
  }

  private List<EndpointSlice> slices() {
    return cluster.client().in(Kinds.ENDPOINT_SLICES, "default").list();
  }

  private List<Endpoint> endpoints() {
    return slices().stream().flatMap(slice -> slice.endpoints().stream()).toList();
  }

  @Test
  void aServiceWithoutPodsHasOneEmptySlice() {
    service();
    Eventually.await("slice", () -> slices().size() == 1);
    EndpointSlice slice = slices().getFirst();
    assertThat(slice.endpoints()).isEmpty();
    assertThat(slice.metadata().labels())
        .containsEntry("kubernetes.io/service-name", "web")
        .containsEntry("team", "a");
    assertThat(slice.metadata().ownerReferences().getFirst().kind()).isEqualTo("Service");
  }

  @Test
  void readyPodsAreListedWithTheirPorts() {
    service();
    pod("a", "10.0.0.1", true);
    pod("b", "10.0.0.2", false);

    Eventually.await("two endpoints", () -> endpoints().size() == 2);
    Endpoint a =
        endpoints().stream().filter(e -> e.addresses().contains("10.0.0.1")).findFirst().get();
    assertThat(a.conditions().ready()).isTrue();
    assertThat(a.targetRef().name()).isEqualTo("a");
    assertThat(a.nodeName()).isEqualTo("one");
    assertThat(slices()).hasSize(1);
    assertThat(slices().getFirst().ports().getFirst().port()).isEqualTo(8080);
    assertThat(slices().getFirst().ports().getFirst().name()).isEqualTo("http");

    status("b", "10.0.0.2", true);
    Eventually.await(
        "both ready", () -> endpoints().stream().allMatch(e -> e.conditions().ready()));
    Eventually.asserted(() -> {
      Endpoints object = cluster.client().in(Kinds.ENDPOINTS, "default").get("web");
      assertThat(object.subsets()).hasSize(1);
      assertThat(object.subsets().getFirst().addresses())
          .extracting(EndpointAddress::ip)
          .containsExactly("10.0.0.1", "10.0.0.2");
      assertThat(object.subsets().getFirst().ports().getFirst().port()).isEqualTo(8080);
    });
  }

  @Test
  void endpointsOfPodsThatGoAreTakenAway() {
    service();
    pod("a", "10.0.0.1", true);
    Eventually.await("endpoint", () -> endpoints().size() == 1);
    cluster
        .client()
        .in(Kinds.PODS, "default")
        .delete("a", DeleteOptions.DEFAULT.withGracePeriodSeconds(0));
    Eventually.await("none", () -> endpoints().isEmpty() && slices().size() == 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PreferClose    | {"forZones": [{"name": "z1"}]}
          PreferSameZone | {"forZones": [{"name": "z1"}]}
          PreferSameNode | {"forZones": [{"name": "z1"}], "forNodes": [{"name": "one"}]}
          """)
  void saysWhomAnEndpointIsFor(String distribution, String hints) {
    cluster
        .client()
        .on(Kinds.NODES)
        .patch(
            "one",
            Patch.merge(
                JsonParser.parse(
                    "{\"metadata\": {\"labels\": {\"topology.kubernetes.io/zone\": \"z1\"}}}")));
    service();
    pod("a", "10.0.0.1", true);
    pod("b", "10.0.0.2", false);
    Eventually.await("endpoints", () -> endpoints().size() == 2);
    assertThat(endpoints()).noneMatch(Endpoint::hasHints);
    distribute("\"%s\"".formatted(distribution));
    Eventually.await("hints", () -> endpoints().stream().anyMatch(Endpoint::hasHints));
    assertThat(endpoints())
        .filteredOn(Endpoint::hasHints)
        .singleElement()
        .satisfies(e -> {
          assertThat(e.targetRef().name()).isEqualTo("a");
          assertThat(e.hints().json()).isEqualTo(JsonParser.parse(hints));
        });
    distribute("null");
    Eventually.await("no hints", () -> endpoints().stream().noneMatch(Endpoint::hasHints));
  }

  private void distribute(String how) {
    cluster
        .client()
        .in(Kinds.SERVICES, "default")
        .patch(
            "web",
            Patch.merge(
                JsonParser.parse("{\"spec\": {\"trafficDistribution\": %s}}".formatted(how))));
  }

  @Test
  void aSliceHoldsAHundred() {
    for (int i = 0; i < 130; i++) {
      pod("web-" + i, "10.0.1." + i, true);
    }
    service();
    Eventually.await("all", () -> endpoints().size() == 130);
    assertThat(slices()).extracting(slice -> slice.endpoints().size()).containsOnly(100, 30);
  }

  @Test
  void whatOthersDoIsPutRight() {
    service();
    Eventually.await("slice", () -> slices().size() == 1);
    cluster.client().in(Kinds.ENDPOINT_SLICES, "default").delete(slices().getFirst().name());
    Eventually.await("again", () -> slices().size() == 1);
  }
}
