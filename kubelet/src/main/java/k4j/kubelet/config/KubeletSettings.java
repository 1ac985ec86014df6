package k4j.kubelet.config;

import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;

/// What a kubelet has to be told.
///
/// @param labels of the node, besides those that every node has
/// @param taints as in `spec.taints` of the node
/// @param addresses of the node, the primary one first
/// @param podCidr the node's own range of pod addresses; empty where the Node object tells it later
/// @param cgroupRoot below which each pod has a cgroup, such as `/k4j-main`; empty for none
/// @param bindAddress where the HTTPS API listens
/// @param port of the HTTPS API; 0 for any free one
public record KubeletSettings(
    String nodeName,
    NodePaths paths,
    Map<String, String> labels,
    List<JsonObject> taints,
    List<String> addresses,
    String podCidr,
    List<String> clusterDns,
    String clusterDomain,
    String cgroupRoot,
    String bindAddress,
    int port,
    List<StaticPod> staticPods) {

  public static final String VERSION = "v1.36.2";
  public static final int MAX_PODS = 110;

  public KubeletSettings {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
    addresses = List.copyOf(addresses);
    clusterDns = List.copyOf(clusterDns);
    staticPods = List.copyOf(staticPods);
  }
}
