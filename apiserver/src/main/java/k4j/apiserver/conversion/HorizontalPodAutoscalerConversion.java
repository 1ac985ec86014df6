package k4j.apiserver.conversion;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;

/// Autoscalers of `autoscaling/v1`, stored as those of `v2`; what v1 cannot say stands in its
/// annotations, as in Kubernetes.
public final class HorizontalPodAutoscalerConversion implements Conversion {

  private static final String ANNOTATION = "autoscaling.alpha.kubernetes.io/";
  private static final String METRICS = ANNOTATION + "metrics";
  private static final String BEHAVIOR = ANNOTATION + "behavior";
  private static final String CURRENT = ANNOTATION + "current-metrics";
  private static final String CONDITIONS = ANNOTATION + "conditions";

  @Override
  public JsonObject toStored(JsonObject served) {
    JsonObject annotations = served.object("metadata").object("annotations");
    JsonObject spec = served.object("spec");
    JsonObject status = served.object("status");
    var metrics = new ArrayList<Json>();
    if (spec.has("targetCPUUtilizationPercentage")) {
      metrics.add(cpu("target", spec.integer("targetCPUUtilizationPercentage"), true));
    }
    metrics.addAll(list(annotations, METRICS));
    spec = spec.without("targetCPUUtilizationPercentage");
    spec = metrics.isEmpty() ? spec : spec.with("metrics", JsonArray.of(metrics));
    if (annotations.has(BEHAVIOR)) {
      spec = spec.with("behavior", JsonParser.parse(annotations.string(BEHAVIOR)));
    }
    var current = new ArrayList<Json>();
    if (status.has("currentCPUUtilizationPercentage")) {
      current.add(cpu("current", status.integer("currentCPUUtilizationPercentage"), false));
    }
    current.addAll(list(annotations, CURRENT));
    status = status.without("currentCPUUtilizationPercentage");
    if (status.integer("currentReplicas") == 0) {
      status = status.without("currentReplicas"); // which v2 leaves out and v1 does not
    }
    status = current.isEmpty() ? status : status.with("currentMetrics", JsonArray.of(current));
    if (annotations.has(CONDITIONS)) {
      status = status.with("conditions", JsonParser.parse(annotations.string(CONDITIONS)));
    }
    return whole(served, "autoscaling/v2", spec, status, withoutOurs(annotations));
  }

  @Override
  public JsonObject toServed(JsonObject stored) {
    JsonObject annotations = withoutOurs(stored.object("metadata").object("annotations"));
    JsonObject spec = stored.object("spec");
    JsonObject status = stored.object("status");
    var others = new ArrayList<Json>();
    for (JsonObject metric : spec.array("metrics").objects()) {
      if (isCpuUtilization(metric, "target") && !spec.has("targetCPUUtilizationPercentage")) {
        spec = spec.with("targetCPUUtilizationPercentage", percentage(metric, "target"));
      } else {
        others.add(metric);
      }
    }
    annotations = others.isEmpty() ? annotations : annotated(annotations, METRICS, others);
    Json behavior = spec.get("behavior");
    if (behavior != null) {
      annotations = annotations.with(BEHAVIOR, behavior.toString());
    }
    if (!status.has("currentReplicas")) {
      status = status.with("currentReplicas", 0);
    }
    var measured = new ArrayList<Json>();
    for (JsonObject metric : status.array("currentMetrics").objects()) {
      if (isCpuUtilization(metric, "current")) {
        status = status.with("currentCPUUtilizationPercentage", percentage(metric, "current"));
      } else {
        measured.add(metric);
      }
    }
    annotations = measured.isEmpty() ? annotations : annotated(annotations, CURRENT, measured);
    if (!status.array("conditions").isEmpty()) {
      annotations = annotations.with(CONDITIONS, status.array("conditions").toString());
    }
    return whole(
        stored,
        "autoscaling/v1",
        spec.without("metrics").without("behavior"),
        status.without("currentMetrics").without("conditions"),
        annotations);
  }

  private static JsonObject whole(
      JsonObject object,
      String apiVersion,
      JsonObject spec,
      JsonObject status,
      JsonObject annotations) {
    JsonObject metadata = object.object("metadata");
    metadata =
        annotations.isEmpty()
            ? metadata.without("annotations")
            : metadata.with("annotations", annotations);
    JsonObject out =
        object.with("apiVersion", apiVersion).with("metadata", metadata).with("spec", spec);
    return object.has("status") ? out.with("status", status) : out;
  }

  private static JsonObject withoutOurs(JsonObject annotations) {
    return annotations.without(METRICS).without(BEHAVIOR).without(CURRENT).without(CONDITIONS);
  }

  private static JsonObject annotated(JsonObject annotations, String key, List<Json> values) {
    return annotations.with(key, JsonArray.of(values).toString());
  }

  private static List<JsonObject> list(JsonObject annotations, String key) {
    return annotations.has(key) && JsonParser.parse(annotations.string(key)) instanceof JsonArray a
        ? a.objects()
        : List.of();
  }

  private static JsonObject cpu(String field, long percent, boolean typed) {
    JsonObject value = JsonObject.EMPTY.with("averageUtilization", percent);
    JsonObject resource =
        JsonObject.EMPTY
            .with("name", "cpu")
            .with(field, typed ? value.with("type", "Utilization") : value);
    return JsonObject.EMPTY.with("type", "Resource").with("resource", resource);
  }

  private static boolean isCpuUtilization(JsonObject metric, String field) {
    JsonObject resource = metric.object("resource");
    return metric.string("type").equals("Resource")
        && resource.string("name").equals("cpu")
        && resource.object(field).has("averageUtilization");
  }

  private static long percentage(JsonObject metric, String field) {
    return metric.object("resource").object(field).integer("averageUtilization");
  }
}
