package k4j.controllers.servicecidrs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.meta.v1.Condition;
import k4j.api.networking.v1.ServiceCIDR;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceCidrControllerTest {

  private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";

  private final MovableClock clock = new MovableClock();
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster(clock);
    cluster.start("service-cidr-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void range(String name, String cidr) {
    cluster.create(
        Kinds.SERVICE_CIDRS,
        """
        {"apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": {"name": "%s"},
         "spec": {"cidrs": ["%s"]}}
        """
            .formatted(name, cidr));
    Eventually.await("ready " + name, () -> ready(name).equals("True"));
  }

  private void address(String ip) {
    cluster.create(
        Kinds.IP_ADDRESSES,
        """
        {"apiVersion": "networking.k8s.io/v1", "kind": "IPAddress", "metadata": {"name": "%s",
          "labels": {"ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
            "ipaddress.kubernetes.io/ip-family": "IPv4"}},
         "spec": {"parentRef": {"resource": "services", "namespace": "default", "name": "web"}}}
        """
            .formatted(ip));
  }

  private Optional<ServiceCIDR> find(String name) {
    return cluster.client().on(Kinds.SERVICE_CIDRS).find(name);
  }

  private String ready(String name) {
    return find(name).orElseThrow().status().conditions().stream()
        .filter(c -> c.type().equals("Ready"))
        .map(Condition::status)
        .findFirst()
        .orElse("");
  }

  private void awaitGone(String name) {
    Eventually.await(
        "gone",
        () -> {
          clock.advance(Duration.ofSeconds(1));
          return find(name).isEmpty();
        });
  }

  @Test
  void aRangeIsReadyAndProtected() {
    range("one", "10.96.0.0/24");
    assertThat(find("one").orElseThrow().metadata().finalizers()).containsExactly(FINALIZER);
    assertThat(find("one").orElseThrow().status().conditions().getFirst().message())
        .isEqualTo("Kubernetes Service CIDR is ready");
    cluster.client().on(Kinds.SERVICE_CIDRS).delete("one");
    assertThat(find("one")).isPresent();
    awaitGone("one");
    assertThat(clock.instant()).isAfterOrEqualTo(MovableClock.START.plusSeconds(10));
  }

  @Test
  void aRangeStaysWhileItAloneHasAnAddress() {
    range("one", "10.96.0.0/24");
    range("other", "10.97.0.0/24");
    address("10.96.0.7");
    cluster.client().on(Kinds.SERVICE_CIDRS).delete("one");
    Eventually.await("terminating", () -> ready("one").equals("False"));
    assertThat(find("one").orElseThrow().status().conditions().getFirst().reason())
        .isEqualTo("Terminating");
    cluster.client().on(Kinds.IP_ADDRESSES).delete("10.96.0.7");
    awaitGone("one");
    assertThat(find("other")).isPresent();
  }

  @Test
  void aRangeWithinAnotherMayGo() {
    range("one", "10.96.0.0/24");
    range("wide", "10.96.0.0/16");
    address("10.96.0.7");
    cluster.client().on(Kinds.SERVICE_CIDRS).delete("one");
    awaitGone("one");
  }
}
