package k4j.controllers.endpointslicemirroring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import k4j.api.Kinds;
import k4j.api.core.v1.Endpoints;
import k4j.api.discovery.v1.EndpointSlice;
import k4j.api.json.JsonParser;
import k4j.client.Patch;
import k4j.client.Resources;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointSliceMirroringControllerTest {

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start("endpointslice-mirroring-controller");
    cluster.create(
        Kinds.SERVICES,
        """
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "db"},
         "spec": {"ports": [{"name": "sql", "port": 80, "protocol": "TCP"}]}}
        """);
    cluster.create(
        Kinds.ENDPOINTS,
        """
        {"apiVersion": "v1", "kind": "Endpoints",
         "metadata": {"name": "db", "labels": {"team": "a"}, "annotations": {"note": "mine"}},
         "subsets": [
           {"addresses": [{"ip": "10.1.2.3"}], "notReadyAddresses": [{"ip": "10.1.2.4"}],
            "ports": [{"name": "sql", "port": 8080, "protocol": "TCP"}]},
           {"addresses": [{"ip": "10.1.2.3"}, {"ip": "10.1.2.5"}],
            "ports": [{"name": "admin", "port": 9090, "protocol": "TCP"}]}]}
        """);
    Eventually.await("slices", () -> slices().size() == 2);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Resources<Endpoints> endpoints() {
    return cluster.client().in(Kinds.ENDPOINTS, "default");
  }

  private List<EndpointSlice> slices() {
    return cluster.client().in(Kinds.ENDPOINT_SLICES, "default").list();
  }

  private EndpointSlice slice(String port) {
    return slices().stream()
        .filter(slice -> slice.ports().stream().anyMatch(p -> p.name().equals(port)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachSetOfPortsHasASlice() {
    EndpointSlice slice = slice("sql");
    assertThat(slice.name()).startsWith("db-");
    assertThat(slice.addressType()).isEqualTo("IPv4");
    assertThat(slice.metadata().labels())
        .containsOnly(
            Map.entry("team", "a"),
            Map.entry("kubernetes.io/service-name", "db"),
            Map.entry(
                "endpointslice.kubernetes.io/managed-by",
                "endpointslicemirroring-controller.k8s.io"));
    assertThat(slice.metadata().annotations()).containsEntry("note", "mine");
    assertThat(slice.metadata().ownerReferences().getFirst().kind()).isEqualTo("Endpoints");
    assertThat(slice.endpoints())
        .extracting(e -> e.addresses().getFirst() + " " + e.conditions().ready())
        .containsExactlyInAnyOrder("10.1.2.3 true", "10.1.2.4 false");
    assertThat(slice("admin").endpoints()).hasSize(2);
  }

  @Test
  void anUpdateKeepsTheSlice() {
    String name = slice("sql").name();
    endpoints()
        .patch(
            "db",
            Patch.merge(
                JsonParser.parse(
                    """
                    {"subsets": [{"addresses": [{"ip": "10.2.3.4"}],
                      "ports": [{"name": "sql", "port": 8080, "protocol": "TCP"}]}]}
                    """)));
    Eventually.asserted(() -> {
      assertThat(slices()).hasSize(1);
      assertThat(slices().getFirst().name()).isEqualTo(name);
      assertThat(slices().getFirst().endpoints().getFirst().addresses())
          .containsExactly("10.2.3.4");
    });
  }

  @Test
  void nothingIsMirroredThatSaysSo() {
    endpoints()
        .patch(
            "db",
            Patch.merge(
                JsonParser.parse(
                    """
                    {"metadata": {"labels": {"endpointslice.kubernetes.io/skip-mirror": "true"}}}
                    """)));
    Eventually.await("gone", () -> slices().isEmpty());
  }

  @Test
  void aServiceThatSelectsIsNotMirrored() {
    cluster
        .client()
        .in(Kinds.SERVICES, "default")
        .patch("db", Patch.merge(JsonParser.parse("{\"spec\": {\"selector\": {\"a\": \"b\"}}}")));
    Eventually.await("gone", () -> slices().isEmpty());
  }

  @Test
  void slicesGoWithTheEndpoints() {
    endpoints().delete("db");
    Eventually.await("gone", () -> slices().isEmpty());
  }
}
