package k4j.network.proxy;

import java.util.List;

/// What the proxy knows of its own node.
///
/// @param addresses where node ports are served: the node's address and loopback
public record ProxyNode(String name, List<String> addresses) {
  public ProxyNode {
    addresses = List.copyOf(addresses);
  }
}
