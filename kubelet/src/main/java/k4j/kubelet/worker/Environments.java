package k4j.kubelet.worker;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.reference.ConfigSource;
import k4j.kubelet.reference.Environment;
import k4j.kubelet.reference.FieldSelector;
import k4j.kubelet.reference.InvalidSpecException;
import k4j.kubelet.reference.ServiceVariables;

/// The environments of containers on this node.
public final class Environments {

  private final NodeFacts node;
  private final ConfigSource config;
  private final Supplier<List<JsonObject>> services;

  /// @param services of all namespaces, once they are known
  public Environments(NodeFacts node, ConfigSource config, Supplier<List<JsonObject>> services) {
    this.node = node;
    this.config = config;
    this.services = services;
  }

  /// @throws InvalidSpecException where a reference leads nowhere
  Map<String, String> of(JsonObject pod, JsonObject container, List<String> ips) {
    JsonObject spec = PodSpecs.spec(pod);
    boolean links = !spec.has("enableServiceLinks") || spec.bool("enableServiceLinks");
    Map<String, String> variables =
        PodSpecs.isStatic(pod)
            ? Map.of()
            : ServiceVariables.of(services.get(), PodName.of(pod).namespace(), links);
    FieldSelector.Place place = new FieldSelector.Place(ips, node.name(), node.addresses());
    return new Environment(pod, container, place, node.allocatable(), config, variables).resolve();
  }
}
