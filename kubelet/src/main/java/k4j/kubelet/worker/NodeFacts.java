package k4j.kubelet.worker;

import java.util.List;
import k4j.api.json.JsonObject;

/// What pods need to know of their node.
///
/// @param addresses the primary one first
public record NodeFacts(
    String name, List<String> addresses, JsonObject allocatable, long memoryBytes) {

  public NodeFacts {
    addresses = List.copyOf(addresses);
  }
}
