package k4j.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import k4j.api.json.JsonObject;

/// What a cluster was started with; kept with its state, so that the next start is the same.
///
/// @param nodeName what `kubectl get nodes` shows
/// @param nodeAddress where the node is reached, also by its pods; the bridge's address by default
/// @param podCidr addresses of pods, such as `10.244.0.0/24`
/// @param serviceCidr addresses of services, such as `10.96.0.0/16`
/// @param server what kube-apiserver would be told
/// @param simulated the nodes that are only simulated, in place of one on this machine
public record ClusterConfig(
    String nodeName,
    String nodeAddress,
    int apiserverPort,
    int kubeletPort,
    String podCidr,
    String serviceCidr,
    ServerFlags server,
    SimulatedChoice simulated) {

  public static final String CLUSTER_DOMAIN = "cluster.local";
  private static final String LOOPBACK = "127.0.0.1";

  public ClusterConfig {
    if (apiserverPort < 0 || kubeletPort < 0) {
      throw new IllegalArgumentException("a port is not negative");
    }
  }

  public static ClusterConfig defaults(String nodeName) {
    return new ClusterConfig(
        nodeName,
        "",
        6443,
        10250,
        "10.244.0.0/24",
        "10.96.0.0/16",
        ServerFlags.NONE,
        SimulatedChoice.NONE);
  }

  /// A cluster of simulated nodes whose API server takes any port that is free.
  public static ClusterConfig inMemory(int nodes) {
    return of(
        JsonObject.EMPTY
            .with("apiserverPort", 0)
            .with("simulated", new SimulatedChoice(nodes, "").json()),
        defaults("k4j"));
  }

  public static ClusterConfig of(JsonObject json, ClusterConfig otherwise) {
    return new ClusterConfig(
        text(json, "nodeName", otherwise.nodeName),
        text(json, "nodeAddress", otherwise.nodeAddress),
        (int) json.integer("apiserverPort", otherwise.apiserverPort),
        (int) json.integer("kubeletPort", otherwise.kubeletPort),
        text(json, "podCidr", otherwise.podCidr),
        text(json, "serviceCidr", otherwise.serviceCidr),
        ServerFlags.of(json.object("server")),
        SimulatedChoice.of(json.object("simulated")));
  }

  private static String text(JsonObject json, String name, String otherwise) {
    return json.has(name) ? json.string(name) : otherwise;
  }

  public JsonObject json() {
    return JsonObject.builder()
        .put("nodeName", nodeName)
        .put("nodeAddress", nodeAddress)
        .put("apiserverPort", apiserverPort)
        .put("kubeletPort", kubeletPort)
        .put("podCidr", podCidr)
        .put("serviceCidr", serviceCidr)
        .put("server", server.json())
        .put("simulated", simulated.json())
        .build();
  }

  /// The first address of the pods' range: the bridge, and the node unless another was given.
  public String bridgeAddress() {
    return addressAt(podCidr, 1);
  }

  /// Where the node is reached.
  public String address() {
    return nodeAddress.isEmpty() ? bridgeAddress() : nodeAddress;
  }

  /// The API server's port as the Service `default/kubernetes` has it, also before it is known.
  int announcedPort() {
    return apiserverPort == 0 ? 6443 : apiserverPort;
  }

  /// Where the API server listens.
  public List<String> hosts() {
    return simulated.isChosen() || address().equals(LOOPBACK)
        ? List.of(LOOPBACK)
        : List.of(LOOPBACK, address());
  }

  /// The address of the Service `default/kubernetes`.
  public String kubernetesServiceAddress() {
    return addressAt(serviceCidr, 1);
  }

  /// The address of the Service `kube-system/kube-dns`.
  public String dnsAddress() {
    return addressAt(serviceCidr, 10);
  }

  private static String addressAt(String cidr, int offset) {
    try {
      byte[] bytes = InetAddress.getByName(cidr.substring(0, cidr.indexOf('/'))).getAddress();
      bytes[bytes.length - 1] = (byte) (bytes[bytes.length - 1] + offset);
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(cidr + " is no address range", e);
    }
  }
}
