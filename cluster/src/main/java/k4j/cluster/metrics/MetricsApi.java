package k4j.cluster.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.GoDuration;
import k4j.api.meta.StatusException;
import k4j.api.quantity.Quantity;
import k4j.api.schema.ResourceName;
import k4j.api.selector.LabelSelector;

/// Answers requests for `metrics.k8s.io/v1beta1`.
final class MetricsApi {

  static final String ROOT = "/apis/metrics.k8s.io";
  private static final String VERSION = "metrics.k8s.io/v1beta1";

  private final MetricsStore store;
  private final ClusterObjects objects;
  private final InstantSource clock;

  /// The nodes and pods there are.
  interface ClusterObjects {
    List<JsonObject> nodes();

    /// @param namespace empty for all
    List<JsonObject> pods(String namespace);
  }

  MetricsApi(MetricsStore store, ClusterObjects objects, InstantSource clock) {
    this.store = store;
    this.objects = objects;
    this.clock = clock;
  }

  /// @throws StatusException where there is nothing of that
  JsonObject get(String path, String labelSelector, boolean table) {
    List<String> steps = List.of(path.substring(1).split("/", -1));
    if (path.equals(ROOT) || path.equals(ROOT + "/")) {
      return group();
    }
    if (path.equals("/apis/" + VERSION) || path.equals("/apis/" + VERSION + "/")) {
      return resources();
    }
    if (!path.startsWith("/apis/" + VERSION + "/")) {
      throw StatusException.noSuchPath();
    }
    List<String> below = steps.subList(3, steps.size());
    int size = below.size();
    if (size == 1) {
      return list(below.getFirst(), "", labelSelector, table);
    }
    if (size == 2 && below.getFirst().equals("nodes")) {
      return shown(node(below.get(1)), table);
    }
    if (size == 3 && below.getFirst().equals("namespaces")) {
      return list(below.get(2), below.get(1), labelSelector, table);
    }
    if (size == 4 && below.getFirst().equals("namespaces") && below.get(2).equals("pods")) {
      return shown(pod(below.get(1), below.get(3)), table);
    }
    throw StatusException.noSuchPath();
  }

  private static JsonObject group() {
    JsonObject version = JsonObject.EMPTY.with("groupVersion", VERSION).with("version", "v1beta1");
    return JsonObject.builder()
        .put("kind", "APIGroup")
        .put("apiVersion", "v1")
        .put("name", "metrics.k8s.io")
        .put("versions", JsonArray.of(List.of(version)))
        .put("preferredVersion", version)
        .build();
  }

  private static JsonObject resources() {
    return JsonObject.builder()
        .put("kind", "APIResourceList")
        .put("apiVersion", "v1")
        .put("groupVersion", VERSION)
        .put(
            "resources",
            JsonArray.of(
                List.of(
                    resource("nodes", "NodeMetrics", false), resource("pods", "PodMetrics", true))))
        .build();
  }

  private static JsonObject resource(String name, String kind, boolean namespaced) {
    return JsonObject.builder()
        .put("name", name)
        .put("singularName", "")
        .put("namespaced", namespaced)
        .put("kind", kind)
        .put("verbs", JsonArray.ofStrings(List.of("get", "list")))
        .build();
  }

  private JsonObject list(String plural, String namespace, String selector, boolean table) {
    LabelSelector wanted = LabelSelector.parse(selector);
    List<JsonObject> items = new ArrayList<>();
    boolean nodes = plural.equals("nodes") && namespace.isEmpty();
    if (!nodes && !plural.equals("pods")) {
      throw StatusException.noSuchPath();
    }
    for (JsonObject each : nodes ? objects.nodes() : objects.pods(namespace)) {
      if (wanted.matches(each.object("metadata").object("labels"))) {
        (nodes ? ofNode(each) : ofPod(each)).ifPresent(items::add);
      }
    }
    if (table) {
      return MetricsTable.of(items);
    }
    return JsonObject.builder()
        .put("kind", nodes ? "NodeMetricsList" : "PodMetricsList")
        .put("apiVersion", VERSION)
        .put("metadata", JsonObject.EMPTY)
        .put("items", JsonArray.of(items))
        .build();
  }

  private static JsonObject shown(JsonObject item, boolean table) {
    return table ? MetricsTable.of(List.of(item)) : item;
  }

  private JsonObject node(String name) {
    return objects.nodes().stream()
        .filter(n -> n.object("metadata").string("name").equals(name))
        .findFirst()
        .flatMap(this::ofNode)
        .orElseThrow(() ->
            StatusException.notFound(
                new ResourceName("metrics.k8s.io", "v1beta1", "nodemetrics"), name));
  }

  private JsonObject pod(String namespace, String name) {
    return objects.pods(namespace).stream()
        .filter(p -> p.object("metadata").string("name").equals(name))
        .findFirst()
        .flatMap(this::ofPod)
        .orElseThrow(() ->
            StatusException.notFound(
                new ResourceName("metrics.k8s.io", "v1beta1", "podmetrics"),
                namespace + "/" + name));
  }

  private Optional<JsonObject> ofNode(JsonObject node) {
    return store
        .node(node.object("metadata").string("name"))
        .map(usage ->
            head("NodeMetrics", node, usage.timestamp(), usage.window())
                .with("usage", amounts(usage)));
  }

  private Optional<JsonObject> ofPod(JsonObject pod) {
    JsonObject metadata = pod.object("metadata");
    Map<String, Usage> usages = store.pod(metadata.string("namespace"), metadata.string("name"));
    if (usages.isEmpty() || !pod.object("status").string("phase").equals("Running")) {
      return Optional.empty();
    }
    Usage first = usages.values().iterator().next();
    List<Json> containers = new ArrayList<>();
    Instant timestamp = first.timestamp();
    for (Map.Entry<String, Usage> each : usages.entrySet()) {
      containers.add(
          JsonObject.EMPTY.with("name", each.getKey()).with("usage", amounts(each.getValue())));
      timestamp =
          each.getValue().timestamp().isBefore(timestamp) ? each.getValue().timestamp() : timestamp;
    }
    return Optional.of(
        head("PodMetrics", pod, timestamp, first.window())
            .with("containers", JsonArray.of(containers)));
  }

  private JsonObject head(String kind, JsonObject object, Instant timestamp, Duration window) {
    JsonObject known = object.object("metadata");
    var metadata = JsonObject.builder().put("name", known.string("name"));
    if (known.has("namespace")) {
      metadata.put("namespace", known.string("namespace"));
    }
    metadata.put("creationTimestamp", seconds(clock.instant()));
    if (known.has("labels")) {
      metadata.put("labels", known.object("labels"));
    }
    return JsonObject.builder()
        .put("kind", kind)
        .put("apiVersion", VERSION)
        .put("metadata", metadata.build())
        .put("timestamp", seconds(timestamp))
        .put("window", GoDuration.format(window.truncatedTo(ChronoUnit.MILLIS)))
        .build();
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static JsonObject amounts(Usage usage) {
    return JsonObject.builder()
        .put("cpu", usage.nanoCores() == 0 ? "0" : usage.nanoCores() + "n")
        .put("memory", Quantity.ofBytes(usage.memoryBytes()).json())
        .build();
  }
}
