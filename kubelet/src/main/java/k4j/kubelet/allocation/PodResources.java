package k4j.kubelet.allocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodSpecs;

/// The resources of a pod's containers, by name, and those that it states for itself.
///
/// @param whole of the pod, empty where it states none
public record PodResources(Map<String, JsonObject> containers, JsonObject whole) {

  static final PodResources NONE = new PodResources(Map.of(), JsonObject.EMPTY);
  private static final List<String> LISTS = List.of("initContainers", "containers");

  public PodResources {
    containers = Map.copyOf(containers);
  }

  static PodResources of(JsonObject pod) {
    Map<String, JsonObject> result = new TreeMap<>();
    PodSpecs.initContainers(pod).forEach(c -> result.put(c.string("name"), c.object("resources")));
    PodSpecs.containers(pod).forEach(c -> result.put(c.string("name"), c.object("resources")));
    return new PodResources(result, PodSpecs.spec(pod).object("resources"));
  }

  /// The pod as if it asked for these.
  JsonObject apply(JsonObject pod) {
    JsonObject spec = PodSpecs.spec(pod);
    JsonObject result = spec;
    for (String list : LISTS) {
      List<Json> changed = new ArrayList<>();
      for (JsonObject container : spec.array(list).objects()) {
        JsonObject mine = containers.get(container.string("name"));
        changed.add(
            mine == null || mine.equals(container.object("resources"))
                ? container
                : container.with("resources", mine));
      }
      if (!changed.isEmpty()) {
        result = result.with(list, JsonArray.of(changed));
      }
    }
    if (!whole.equals(spec.object("resources"))) {
      result = whole.isEmpty() ? result.without("resources") : result.with("resources", whole);
    }
    return result.equals(spec) ? pod : pod.with("spec", result);
  }

  PodResources with(String container, JsonObject resources) {
    Map<String, JsonObject> changed = new TreeMap<>(containers);
    changed.put(container, resources);
    return new PodResources(changed, whole);
  }

  PodResources withWhole(JsonObject resources) {
    return new PodResources(containers, resources);
  }

  JsonObject json() {
    return JsonObject.EMPTY
        .with("containers", JsonObject.of(new TreeMap<>(containers)))
        .with("pod", whole);
  }

  static PodResources read(JsonObject json) {
    Map<String, JsonObject> containers = new TreeMap<>();
    JsonObject all = json.object("containers");
    all.names().forEach(name -> containers.put(name, all.object(name)));
    return new PodResources(containers, json.object("pod"));
  }
}
