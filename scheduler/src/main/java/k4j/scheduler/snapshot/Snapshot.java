package k4j.scheduler.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import k4j.api.json.JsonObject;

/// All nodes at one moment: what one decision sees.
///
/// @param positions where in the list a node stands, by name
/// @param imageNodes how many nodes have an image, by its name
/// @param namespaceLabels the labels of a namespace by its name
public record Snapshot(
    List<NodeInfo> nodes,
    Map<String, Integer> positions,
    Map<String, Integer> imageNodes,
    Function<String, JsonObject> namespaceLabels) {

  public Optional<NodeInfo> node(String name) {
    Integer position = positions.get(name);
    return position == null ? Optional.empty() : Optional.of(nodes.get(position));
  }

  int position(String name) {
    return Objects.requireNonNull(positions.get(name), name);
  }

  public int size() {
    return nodes.size();
  }

  /// The same with another state of one node: what if.
  public Snapshot with(NodeInfo changed) {
    var copy = new ArrayList<>(nodes);
    copy.set(position(changed.name()), changed);
    return new Snapshot(copy, positions, imageNodes, namespaceLabels);
  }
}
