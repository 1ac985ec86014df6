package k4j.controllers.podautoscaler;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.autoscaling.v2.CrossVersionObjectReference;
import k4j.api.json.JsonObject;
import k4j.api.meta.GoDuration;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.api.quantity.Quantity;
import k4j.api.transport.Request;
import k4j.client.Client;

/// Figures from the metrics APIs, where somebody serves them. (controller: metrics/client.go.)
record RestMetrics(Client client, ScaleTargets targets) implements Metrics {

  private static final String RESOURCE = "resource metrics API";
  private static final String CUSTOM = "custom metrics API";
  private static final String EXTERNAL = "external metrics API";
  private static final String CUSTOM_GROUP = "custom.metrics.k8s.io";

  private static final Duration USUAL_WINDOW = Duration.ofMinutes(1);

  @Override
  public Map<String, Figure> resource(
      String namespace, String selector, String resource, String container) {
    List<JsonObject> items =
        list(
            RESOURCE,
            "pods.metrics.k8s.io",
            "/apis/metrics.k8s.io/v1beta1/namespaces/%s/pods".formatted(namespace),
            query("labelSelector", selector));
    Map<String, Figure> figures = new HashMap<>();
    for (JsonObject item : items) {
      usage(item.array("containers").objects(), resource, container)
          .ifPresent(value ->
              figures.put(
                  item.object("metadata").string("name"),
                  new Figure(instant(item), window(item), value)));
    }
    return figures;
  }

  /// Empty where a container's usage is not known.
  private static Optional<Long> usage(
      List<JsonObject> containers, String resource, String container) {
    List<JsonObject> counted =
        containers.stream()
            .filter(c -> container.isEmpty() || c.string("name").equals(container))
            .toList();
    if (counted.isEmpty() || counted.stream().anyMatch(c -> !c.object("usage").has(resource))) {
      return Optional.empty();
    }
    return Optional.of(
        counted.stream()
            .mapToLong(c -> Quantity.of(c.object("usage").get(resource)).milliValue())
            .sum());
  }

  private static Instant instant(JsonObject item) {
    return Times.in(item, "timestamp").orElse(Instant.EPOCH);
  }

  private static Duration window(JsonObject item) {
    return GoDuration.parse(item.string("window")).orElse(Duration.ZERO);
  }

  @Override
  public Map<String, Figure> pods(
      String namespace, String selector, String metric, String metricSelector) {
    Map<String, List<String>> query = query("labelSelector", selector);
    query.putAll(query("metricLabelSelector", metricSelector));
    List<JsonObject> items =
        list(
            CUSTOM,
            "pods." + CUSTOM_GROUP,
            "%s/namespaces/%s/pods/*/%s".formatted(customRoot(), namespace, metric),
            query);
    Map<String, Figure> figures = new HashMap<>();
    for (JsonObject item : items) {
      Duration window =
          item.has("windowSeconds")
              ? Duration.ofSeconds(item.integer("windowSeconds"))
              : USUAL_WINDOW;
      figures.put(
          item.object("describedObject").string("name"),
          new Figure(instant(item), window, milli(item)));
    }
    return figures;
  }

  private static long milli(JsonObject item) {
    return Quantity.of(item.get("value")).milliValue();
  }

  @Override
  public long object(
      String namespace, CrossVersionObjectReference object, String metric, String metricSelector) {
    String root = customRoot();
    String resource = resource(object);
    String path =
        resource.equals("namespaces")
            ? "%s/namespaces/%s/metrics/%s".formatted(root, namespace, metric)
            : "%s/namespaces/%s/%s/%s/%s"
                .formatted(root, namespace, resource, object.name(), metric);
    List<JsonObject> items =
        ask(
            CUSTOM,
            resource + "." + CUSTOM_GROUP,
            path,
            query("metricLabelSelector", metricSelector));
    if (items.size() != 1) {
      throw unable(
          CUSTOM,
          "the custom metrics API server returned %d results when we asked for exactly one"
              .formatted(items.size()));
    }
    return milli(items.getFirst());
  }

  private String resource(CrossVersionObjectReference object) {
    return switch (targets.resource(object)) {
      case ScaleTargets.Lookup.Found(var kind) -> kind.resource().groupResource();
      case ScaleTargets.Lookup.Failed(String why) -> throw unable(CUSTOM, why);
    };
  }

  private String customRoot() {
    try {
      for (String version : client.discovery().preferredVersions()) {
        if (version.startsWith(CUSTOM_GROUP + "/")) {
          return "/apis/" + version;
        }
      }
    } catch (StatusException e) {
      throw unable(CUSTOM, e.status().message());
    }
    throw unable(CUSTOM, "no custom metrics API (custom.metrics.k8s.io) registered");
  }

  @Override
  public List<Long> external(String namespace, String metric, String metricSelector) {
    return list(
            EXTERNAL,
            metric + ".external.metrics.k8s.io",
            "/apis/external.metrics.k8s.io/v1beta1/namespaces/%s/%s".formatted(namespace, metric),
            query("labelSelector", metricSelector))
        .stream()
        .map(RestMetrics::milli)
        .toList();
  }

  private static Map<String, List<String>> query(String name, String value) {
    Map<String, List<String>> query = new HashMap<>();
    if (!value.isEmpty()) {
      query.put(name, List.of(value));
    }
    return query;
  }

  private List<JsonObject> list(
      String api, String what, String path, Map<String, List<String>> query) {
    List<JsonObject> items = ask(api, what, path, query);
    if (items.isEmpty()) {
      throw new MetricFailure("no metrics returned from " + api);
    }
    return items;
  }

  private List<JsonObject> ask(
      String api, String what, String path, Map<String, List<String>> query) {
    try {
      return client.transport().send(Request.get(path, query)).body().array("items").objects();
    } catch (StatusException e) {
      throw unable(api, words(e, what));
    }
  }

  private static MetricFailure unable(String api, String why) {
    return new MetricFailure("unable to fetch metrics from %s: %s".formatted(api, why));
  }

  /// What client-go says of answers that do not say it themselves.
  private static String words(StatusException e, String what) {
    String message = e.status().message();
    boolean bare =
        message.equals("the server could not find the requested resource")
            || message.equals("the server is currently unable to handle the request");
    return bare ? "%s (get %s)".formatted(message, what) : message;
  }
}
