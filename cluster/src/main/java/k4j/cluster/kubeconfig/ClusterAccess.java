package k4j.cluster.kubeconfig;

/// What a client needs to reach a cluster as its administrator.
///
/// @param name of the cluster, user and context
/// @param server such as `https://127.0.0.1:6443`
public record ClusterAccess(
    String name, String server, String authorityPem, String certificatePem, String keyPem) {}
