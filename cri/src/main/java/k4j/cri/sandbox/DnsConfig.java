package k4j.cri.sandbox;

import java.util.List;

/// What goes into `/etc/resolv.conf` of a sandbox; all empty means the node's own file.
public record DnsConfig(List<String> servers, List<String> searches, List<String> options) {
  public static final DnsConfig NODE = new DnsConfig(List.of(), List.of(), List.of());

  public DnsConfig {
    servers = List.copyOf(servers);
    searches = List.copyOf(searches);
    options = List.copyOf(options);
  }
}
