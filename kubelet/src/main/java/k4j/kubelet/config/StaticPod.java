package k4j.kubelet.config;

import java.util.Map;

/// A pod that this node runs of itself, without the API server: a component of the cluster that
/// lives inside this process.
///
/// @param name without the node's name, such as `kube-apiserver`
/// @param image `k4j.local/COMPONENT` with any tag
/// @param component what the runtime handler `in-process` starts; the container's name
/// @param labels such as `component=etcd`, `tier=control-plane`
public record StaticPod(String name, String image, String component, Map<String, String> labels) {

  public StaticPod {
    labels = Map.copyOf(labels);
  }
}
