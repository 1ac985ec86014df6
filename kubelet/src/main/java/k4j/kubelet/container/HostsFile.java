package k4j.kubelet.container;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;

/// A pod's host name and its `/etc/hosts`.
public final class HostsFile {

  private static final int MAX_LABEL = 63;

  private HostsFile() {}

  public static String hostname(JsonObject pod, String nodeName) {
    JsonObject spec = PodSpecs.spec(pod);
    if (!spec.string("hostnameOverride").isEmpty()) {
      return spec.string("hostnameOverride");
    }
    if (PodSpecs.isHostNetwork(pod)) {
      return nodeName;
    }
    String name = spec.string("hostname");
    return name.isEmpty() ? truncate(PodName.of(pod).name()) : name;
  }

  static String truncate(String name) {
    String cut = name.length() > MAX_LABEL ? name.substring(0, MAX_LABEL) : name;
    int end = cut.length();
    while (end > 0 && (cut.charAt(end - 1) == '-' || cut.charAt(end - 1) == '.')) {
      end--;
    }
    return cut.substring(0, end);
  }

  /// The domain of a pod that names a subdomain; empty else.
  static String domain(JsonObject pod, String clusterDomain) {
    String subdomain = PodSpecs.spec(pod).string("subdomain");
    boolean overridden = !PodSpecs.spec(pod).string("hostnameOverride").isEmpty();
    return subdomain.isEmpty() || overridden
        ? ""
        : subdomain + "." + PodName.of(pod).namespace() + ".svc." + clusterDomain;
  }

  public static String content(
      JsonObject pod, List<String> ips, String clusterDomain, String nodeName) {
    String hostname = hostname(pod, nodeName);
    String domain = domain(pod, clusterDomain);
    StringBuilder out =
        new StringBuilder(
            """
            # Kubernetes-managed hosts file.
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            fe00::0\tip6-mcastprefix
            fe00::1\tip6-allnodes
            fe00::2\tip6-allrouters
            """);
    for (String ip : ips) {
      out.append(ip).append('\t');
      if (!domain.isEmpty()) {
        out.append(hostname).append('.').append(domain).append('\t');
      }
      out.append(hostname).append('\n');
    }
    return out.append(aliases(pod)).toString();
  }

  /// The node's own file with the pod's aliases, for pods on the host's network.
  public static String contentOfHost(JsonObject pod, String nodeFile) {
    return "# Kubernetes-managed hosts file (host network).\n" + nodeFile + aliases(pod);
  }

  private static String aliases(JsonObject pod) {
    List<JsonObject> aliases = PodSpecs.spec(pod).array("hostAliases").objects();
    if (aliases.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("\n# Entries added by HostAliases.\n");
    for (JsonObject alias : aliases) {
      out.append(alias.string("ip"))
          .append('\t')
          .append(String.join("\t", alias.array("hostnames").strings()))
          .append('\n');
    }
    return out.toString();
  }
}
