package k4j.kubelet.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.PodTotals;

/// Whether this node takes a pod: does it fit, may it be here.
public final class PodAdmission {

  private static final Set<String> SAFE_SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_wmem");

  private final Supplier<JsonObject> node;
  private final Supplier<JsonObject> newest;

  /// @param node the node's object as last seen, with its allocatable resources and labels
  /// @param newest the node's object as it is now in the API
  public PodAdmission(Supplier<JsonObject> node, Supplier<JsonObject> newest) {
    this.node = node;
    this.newest = newest;
  }

  /// Why a pod is not taken: reason and message of its event.
  public record Refusal(String reason, String message) {}

  /// A refusal is final, and the scheduler may have seen a change of the node that is not known
  /// here yet: so nothing is refused by an old object.
  ///
  /// @param others the pods that are here and count
  public Optional<Refusal> refusal(JsonObject pod, List<JsonObject> others) {
    if (PodSpecs.isStatic(pod)) {
      return Optional.empty();
    }
    return sysctls(pod)
        .or(() ->
            refusal(pod, others, node.get()).flatMap(_ -> refusal(pod, others, newest.get())));
  }

  /// Why a resize does not fit now; it may later, so the node as last seen will do.
  ///
  /// @param pod with what it asks for
  /// @param others the other pods that count
  public Optional<Refusal> resizeRefusal(JsonObject pod, List<JsonObject> others) {
    return refusal(pod, others, node.get());
  }

  private static Optional<Refusal> refusal(
      JsonObject pod, List<JsonObject> others, JsonObject current) {
    return resources(pod, others, current)
        .or(() -> NodeMatch.refusal(pod, current))
        .or(() -> ports(pod, others))
        .or(() -> taints(pod, current));
  }

  private static Optional<Refusal> sysctls(JsonObject pod) {
    JsonObject spec = PodSpecs.spec(pod);
    for (JsonObject sysctl : spec.object("securityContext").array("sysctls").objects()) {
      String name = sysctl.string("name").replace('/', '.');
      boolean net = name.startsWith("net.");
      String host =
          net && spec.bool("hostNetwork") ? "net" : !net && spec.bool("hostIPC") ? "ipc" : "";
      if (!host.isEmpty()) {
        return Optional.of(
            new Refusal(
                "SysctlForbidden",
                "forbidden sysctl: \"%s\" not allowed with host %s enabled".formatted(name, host)));
      }
      if (!SAFE_SYSCTLS.contains(name)) {
        return Optional.of(
            new Refusal("SysctlForbidden", "forbidden sysctl: \"" + name + "\" not allowlisted"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> resources(
      JsonObject pod, List<JsonObject> others, JsonObject node) {
    JsonObject allocatable = node.object("status").object("allocatable");
    long maxPods = allocatable.has("pods") ? Quantity.of(allocatable.get("pods")).value() : 110;
    if (others.size() + 1 > maxPods) {
      return Optional.of(tooMuch("pods", 1, others.size(), maxPods));
    }
    Map<String, Quantity> used = new TreeMap<>();
    others.forEach(
        other -> PodTotals.requests(other).forEach((k, v) -> used.merge(k, v, Quantity::plus)));
    for (Map.Entry<String, Quantity> request : PodTotals.requests(pod).entrySet()) {
      String name = request.getKey();
      Quantity capacity =
          allocatable.has(name) ? Quantity.of(allocatable.get(name)) : Quantity.ZERO;
      Quantity before = used.getOrDefault(name, Quantity.ZERO);
      boolean over = request.getValue().plus(before).compareTo(capacity) > 0;
      if (request.getValue().signum() > 0 && over) {
        boolean cpu = name.equals("cpu");
        return Optional.of(
            tooMuch(
                name,
                cpu ? request.getValue().milliValue() : request.getValue().value(),
                cpu ? before.milliValue() : before.value(),
                cpu ? capacity.milliValue() : capacity.value()));
      }
    }
    return Optional.empty();
  }

  private static Refusal tooMuch(String name, long requested, long used, long capacity) {
    return new Refusal(
        "OutOf" + name,
        "Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d"
            .formatted(name, requested, used, capacity));
  }

  private record HostPort(String ip, String protocol, long port) {

    boolean conflicts(HostPort other) {
      boolean sameIp = ip.equals(other.ip) || any(ip) || any(other.ip);
      return sameIp && protocol.equals(other.protocol) && port == other.port;
    }

    private static boolean any(String ip) {
      return ip.isEmpty() || ip.equals("0.0.0.0");
    }
  }

  private static Optional<Refusal> ports(JsonObject pod, List<JsonObject> others) {
    List<HostPort> wanted = hostPorts(pod);
    for (JsonObject other : others) {
      for (HostPort port : hostPorts(other)) {
        if (wanted.stream().anyMatch(port::conflicts)) {
          return Optional.of(
              new Refusal(
                  "NodePorts",
                  "Predicate NodePorts failed: node(s) didn't have free ports "
                      + "for the requested pod ports"));
        }
      }
    }
    return Optional.empty();
  }

  private static List<HostPort> hostPorts(JsonObject pod) {
    List<HostPort> result = new ArrayList<>();
    List<JsonObject> containers = new ArrayList<>(PodSpecs.containers(pod));
    containers.addAll(PodSpecs.sidecars(pod));
    for (JsonObject container : containers) {
      for (JsonObject port : container.array("ports").objects()) {
        if (port.integer("hostPort") > 0) {
          String protocol = port.string("protocol");
          result.add(
              new HostPort(
                  port.string("hostIP"),
                  protocol.isEmpty() ? "TCP" : protocol,
                  port.integer("hostPort")));
        }
      }
    }
    return result;
  }

  private static Optional<Refusal> taints(JsonObject pod, JsonObject node) {
    for (JsonObject taint : node.object("spec").array("taints").objects()) {
      boolean tolerated =
          PodSpecs.spec(pod).array("tolerations").objects().stream()
              .anyMatch(t -> tolerates(t, taint));
      if (taint.string("effect").equals("NoExecute") && !tolerated) {
        return Optional.of(
            new Refusal(
                "TaintToleration",
                "Predicate TaintToleration failed: node(s) had untolerated taint {%s: %s}"
                    .formatted(taint.string("key"), taint.string("value"))));
      }
    }
    return Optional.empty();
  }

  private static boolean tolerates(JsonObject toleration, JsonObject taint) {
    String effect = toleration.string("effect");
    String key = toleration.string("key");
    if (!effect.isEmpty() && !effect.equals(taint.string("effect"))) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.string("key"))) {
      return false;
    }
    return toleration.string("operator").equals("Exists")
        || (!key.isEmpty() && toleration.string("value").equals(taint.string("value")));
  }
}
