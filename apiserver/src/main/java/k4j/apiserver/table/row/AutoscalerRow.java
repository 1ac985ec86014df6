package k4j.apiserver.table.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import k4j.api.json.JsonObject;

/// A horizontal pod autoscaler of version 2.
final class AutoscalerRow {

  private static final int SHOWN = 2;

  private AutoscalerRow() {}

  static void print(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    JsonObject status = object.object("status");
    JsonObject target = spec.object("scaleTargetRef");
    row.name();
    row.text(target.string("kind") + "/" + target.string("name"));
    row.text(metrics(spec.array("metrics").objects(), status.array("currentMetrics").objects()));
    row.text(spec.has("minReplicas") ? Long.toString(spec.integer("minReplicas")) : Row.UNSET);
    row.number(spec.integer("maxReplicas"));
    row.number(status.integer("currentReplicas"));
    row.age();
  }

  private static String metrics(List<JsonObject> wanted, List<JsonObject> current) {
    if (wanted.isEmpty()) {
      return Row.NONE;
    }
    var texts = new ArrayList<String>();
    for (int i = 0; i < wanted.size(); i++) {
      JsonObject now = i < current.size() ? current.get(i) : JsonObject.EMPTY;
      texts.add(metric(wanted.get(i), now));
    }
    return texts.size() > SHOWN
        ? "%s + %d more..."
            .formatted(String.join(", ", texts.subList(0, SHOWN)), texts.size() - SHOWN)
        : String.join(", ", texts);
  }

  private static String metric(JsonObject wanted, JsonObject now) {
    String type = wanted.string("type");
    if (type.isEmpty()) {
      return "<unknown type>";
    }
    String field = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    JsonObject source = wanted.object(field);
    JsonObject target = source.object("target");
    JsonObject value = now.object(field).object("current");
    return switch (type) {
      case "External", "Object" ->
          target.has("averageValue")
              ? pair(value, target, "averageValue") + " (avg)"
              : pair(value, target, "value");
      case "Pods" -> pair(value, target, "averageValue");
      case "Resource", "ContainerResource" ->
          source.string("name") + ": " + resource(value, target);
      default -> "<unknown type>";
    };
  }

  private static String resource(JsonObject value, JsonObject target) {
    return target.has("averageValue")
        ? pair(value, target, "averageValue")
        : percent(value, Row.UNKNOWN) + "/" + percent(target, "<auto>");
  }

  private static String percent(JsonObject value, String otherwise) {
    return value.has("averageUtilization") ? value.integer("averageUtilization") + "%" : otherwise;
  }

  private static String pair(JsonObject value, JsonObject target, String field) {
    String now = value.has(field) ? Texts.quantity(value.get(field)) : Row.UNKNOWN;
    return now + "/" + Texts.quantity(target.get(field));
  }

  /// Version 1 knows one metric, the share of the requested CPU.
  static void printFirst(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    JsonObject status = object.object("status");
    JsonObject target = spec.object("scaleTargetRef");
    String wanted = "targetCPUUtilizationPercentage";
    String current = "currentCPUUtilizationPercentage";
    row.name();
    row.text(target.string("kind") + "/" + target.string("name"));
    row.text(
        spec.has(wanted)
            ? "cpu: %s/%d%%"
                .formatted(
                    status.has(current) ? status.integer(current) + "%" : Row.UNKNOWN,
                    spec.integer(wanted))
            : Row.NONE);
    row.text(spec.has("minReplicas") ? Long.toString(spec.integer("minReplicas")) : Row.UNSET);
    row.number(spec.integer("maxReplicas"));
    row.number(status.integer("currentReplicas"));
    row.age();
  }
}
