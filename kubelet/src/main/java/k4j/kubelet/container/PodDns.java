package k4j.kubelet.container;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.cri.sandbox.DnsConfig;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;

/// What a pod's `/etc/resolv.conf` says, by its DNS policy.
public final class PodDns {

  private static final int MAX_SERVERS = 3;
  private static final int MAX_SEARCHES = 32;

  private final List<String> clusterDns;
  private final String clusterDomain;
  private final DnsConfig node;

  /// @param node what the node's own file says
  public PodDns(List<String> clusterDns, String clusterDomain, DnsConfig node) {
    this.clusterDns = List.copyOf(clusterDns);
    this.clusterDomain = clusterDomain;
    this.node = node;
  }

  /// Reads the text of a `resolv.conf`.
  public static DnsConfig parse(String text) {
    List<String> servers = new ArrayList<>();
    List<String> searches = List.of();
    List<String> options = List.of();
    for (String line : text.lines().toList()) {
      List<String> words = List.of(line.strip().split("\\s+"));
      List<String> rest = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" -> servers.addAll(rest.subList(0, Math.min(1, rest.size())));
        case "search" -> searches = rest.stream().filter(s -> !s.equals(".")).toList();
        case "options" -> options = rest;
        default -> {}
      }
    }
    return new DnsConfig(servers, searches, options);
  }

  public DnsConfig of(JsonObject pod) {
    DnsConfig base = base(pod);
    JsonObject more = PodSpecs.spec(pod).object("dnsConfig");
    var servers = new LinkedHashSet<>(base.servers());
    servers.addAll(more.array("nameservers").strings());
    var searches = new LinkedHashSet<>(base.searches());
    searches.addAll(more.array("searches").strings());
    return new DnsConfig(
        servers.stream().limit(MAX_SERVERS).toList(),
        searches.stream().limit(MAX_SEARCHES).toList(),
        options(base.options(), more.array("options").objects()));
  }

  private DnsConfig base(JsonObject pod) {
    JsonObject spec = PodSpecs.spec(pod);
    boolean cluster =
        switch (spec.string("dnsPolicy")) {
          case "None", "Default" -> false;
          case "ClusterFirstWithHostNet" -> true;
          default -> !PodSpecs.isHostNetwork(pod);
        };
    if (spec.string("dnsPolicy").equals("None")) {
      return DnsConfig.NODE;
    }
    if (!cluster || clusterDns.isEmpty()) {
      return node;
    }
    String service = "svc." + clusterDomain;
    var searches =
        new LinkedHashSet<>(
            List.of(PodName.of(pod).namespace() + "." + service, service, clusterDomain));
    searches.addAll(node.searches());
    return new DnsConfig(clusterDns, List.copyOf(searches), List.of("ndots:5"));
  }

  private static List<String> options(List<String> base, List<JsonObject> more) {
    Map<String, String> merged = new LinkedHashMap<>();
    for (String option : base) {
      int colon = option.indexOf(':');
      merged.put(colon < 0 ? option : option.substring(0, colon), option);
    }
    for (JsonObject option : more) {
      String name = option.string("name");
      String value = option.string("value");
      merged.put(name, value.isEmpty() ? name : name + ":" + value);
    }
    return List.copyOf(merged.values());
  }
}
