package k4j.network.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.EndpointSlice;
import k4j.api.json.JsonObject;
import k4j.api.yaml.YamlReader;
import org.junit.jupiter.api.Test;

class ServicePlanTest {

  private static final ProxyNode NODE = new ProxyNode("here", List.of("10.244.0.1", "127.0.0.1"));

  private static final String SERVICE =
      """
      metadata: {namespace: default, name: web}
      spec:
        type: NodePort
        clusterIP: 10.96.0.7
        clusterIPs: [10.96.0.7]
        ports:
        - {name: http, port: 80, protocol: TCP, nodePort: 30080}
      """;

  private static final String SLICE =
      """
      metadata: {namespace: default, name: web-1}
      addressType: IPv4
      ports: [{name: http, port: 8080, protocol: TCP}]
      endpoints:
      - {addresses: [10.244.0.2], nodeName: here, conditions: {ready: true}}
      - {addresses: [10.244.1.2], nodeName: there, conditions: {ready: true}}
      - {addresses: [10.244.0.3], nodeName: here, conditions: {ready: false}}
      """;

  private static JsonObject yaml(String text) {
    return (JsonObject) YamlReader.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<Frontend, Backend> plan(String service, String slice) {
    return ServicePlan.of(
        new Service(yaml(service)), List.of(new EndpointSlice(yaml(slice))), NODE);
  }

  private static List<String> addresses(Map<Frontend, Backend> plan, String address, int port) {
    Backend backend = plan.get(new Frontend(Protocol.TCP, address, port));
    assertThat(backend).as("backend of %s:%d", address, port).isNotNull();
    return backend.endpoints().stream().map(Endpoint::address).toList();
  }

  @Test
  void readyEndpointsStandBehindTheClusterAddressAndTheNodePort() {
    var plan = plan(SERVICE, SLICE);
    assertThat(plan.keySet())
        .containsExactlyInAnyOrder(
            new Frontend(Protocol.TCP, "10.96.0.7", 80),
            new Frontend(Protocol.TCP, "10.244.0.1", 30080),
            new Frontend(Protocol.TCP, "127.0.0.1", 30080));
    assertThat(addresses(plan, "10.96.0.7", 80)).containsExactly("10.244.0.2", "10.244.1.2");
    assertThat(addresses(plan, "127.0.0.1", 30080)).containsExactly("10.244.0.2", "10.244.1.2");
  }

  @Test
  void externalTrafficPolicyLocalKeepsTheNodePortOnTheNode() {
    var plan = plan(SERVICE + "  externalTrafficPolicy: Local\n", SLICE);
    assertThat(addresses(plan, "10.96.0.7", 80)).containsExactly("10.244.0.2", "10.244.1.2");
    assertThat(addresses(plan, "127.0.0.1", 30080)).containsExactly("10.244.0.2");
  }

  @Test
  void internalTrafficPolicyLocalKeepsTheClusterAddressOnTheNode() {
    var plan = plan(SERVICE + "  internalTrafficPolicy: Local\n", SLICE);
    assertThat(addresses(plan, "10.96.0.7", 80)).containsExactly("10.244.0.2");
  }

  @Test
  void withoutAReadyEndpointThoseThatTerminateButServeAreUsed() {
    String slice =
        """
        addressType: IPv4
        ports: [{name: http, port: 8080, protocol: TCP}]
        endpoints:
        - addresses: [10.244.0.2]
          conditions: {ready: false, serving: true, terminating: true}
        - addresses: [10.244.0.3]
          conditions: {ready: false, serving: false, terminating: true}
        """;
    assertThat(addresses(plan(SERVICE, slice), "10.96.0.7", 80)).containsExactly("10.244.0.2");
  }

  @Test
  void portsAreMatchedByNameAndProtocol() {
    String slice = SLICE.replace("name: http", "name: other");
    assertThat(addresses(plan(SERVICE, slice), "10.96.0.7", 80)).isEmpty();
  }

  @Test
  void affinityLastsAsLongAsTheServiceSays() {
    String sticky =
        SERVICE
            + "  sessionAffinity: ClientIP\n"
            + "  sessionAffinityConfig: {clientIP: {timeoutSeconds: 30}}\n";
    assertThat(plan(sticky, SLICE).values())
        .allSatisfy(backend -> assertThat(backend.affinity()).isEqualTo(Duration.ofSeconds(30)));
  }

  @Test
  void headlessAndExternalServicesAreNotProxied() {
    assertThat(plan(SERVICE.replace("clusterIP: 10.96.0.7", "clusterIP: None"), SLICE)).isEmpty();
    assertThat(plan(SERVICE.replace("type: NodePort", "type: ExternalName"), SLICE)).isEmpty();
  }
}
