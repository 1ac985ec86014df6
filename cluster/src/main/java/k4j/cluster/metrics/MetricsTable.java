package k4j.cluster.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// Metrics as a table: the name, what is used of each resource, and the time that was measured.
final class MetricsTable {

  private MetricsTable() {}

  static JsonObject of(List<JsonObject> items) {
    List<Json> columns = new ArrayList<>();
    List<Json> rows = new ArrayList<>();
    for (JsonObject item : items) {
      Map<String, Quantity> usage = usage(item);
      if (columns.isEmpty()) {
        columns.add(column("Name", "name").with("description", "Name of the resource"));
        usage.keySet().forEach(name -> columns.add(column(name, "quantity")));
        columns.add(column("Window", "duration"));
      }
      List<Json> cells = new ArrayList<>();
      cells.add(Json.of(item.object("metadata").string("name")));
      usage.values().forEach(amount -> cells.add(amount.json()));
      cells.add(Json.of(item.string("window")));
      rows.add(JsonObject.EMPTY.with("cells", JsonArray.of(cells)).with("object", item));
    }
    return JsonObject.builder()
        .put("kind", "Table")
        .put("apiVersion", "meta.k8s.io/v1")
        .put("metadata", JsonObject.EMPTY)
        .put("columnDefinitions", JsonArray.of(columns))
        .put("rows", JsonArray.of(rows))
        .build();
  }

  private static JsonObject column(String name, String format) {
    return JsonObject.EMPTY
        .with("name", name)
        .with("type", "string")
        .with("format", format)
        .with("description", "")
        .with("priority", 0);
  }

  private static Map<String, Quantity> usage(JsonObject item) {
    Map<String, Quantity> sum = new TreeMap<>();
    add(sum, item.object("usage"));
    item.array("containers").objects().forEach(c -> add(sum, c.object("usage")));
    return sum;
  }

  private static void add(Map<String, Quantity> sum, JsonObject usage) {
    usage.forEach((name, amount) -> sum.merge(name, Quantity.of(amount), Quantity::plus));
  }
}
