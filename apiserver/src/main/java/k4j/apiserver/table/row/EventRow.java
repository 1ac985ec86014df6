package k4j.apiserver.table.row;

import java.util.Locale;
import k4j.api.json.JsonObject;

/// An event, in the form of either group.
final class EventRow {

  private EventRow() {}

  /// Core `v1`.
  static void print(JsonObject event, Row row) {
    JsonObject series = event.object("series");
    String first =
        event.has("firstTimestamp")
            ? row.since(event, "firstTimestamp")
            : row.since(event, "eventTime");
    String last = event.has("lastTimestamp") ? row.since(event, "lastTimestamp") : first;
    long count = Math.max(1, event.integer("count"));
    if (event.has("series")) {
      last = row.since(series, "lastObservedTime");
      count = series.integer("count");
    }
    JsonObject involved = event.object("involvedObject");
    String kind = involved.string("kind").toLowerCase(Locale.ROOT);
    String name = involved.string("name");
    row.text(last);
    row.text(event.string("type"));
    row.text(event.string("reason"));
    row.text(name.isEmpty() ? kind : kind + "/" + name);
    row.text(involved.string("fieldPath"));
    row.text(source(event));
    row.text(event.string("message").strip());
    row.text(first);
    row.number(count);
    row.name();
  }

  private static String source(JsonObject event) {
    JsonObject source = event.object("source");
    String component = firstOf(source.string("component"), event.string("reportingComponent"));
    String host = firstOf(source.string("host"), event.string("reportingInstance"));
    return host.isEmpty() ? component : component + ", " + host;
  }

  private static String firstOf(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  /// `events.k8s.io/v1`, which calls the same things otherwise.
  static void printNew(JsonObject event, Row row) {
    JsonObject old =
        event
            .with("involvedObject", event.object("regarding"))
            .with("message", event.string("note"))
            .with("reportingComponent", event.string("reportingController"))
            .with("source", event.object("deprecatedSource"));
    old = renamed(old, event, "deprecatedFirstTimestamp", "firstTimestamp");
    old = renamed(old, event, "deprecatedLastTimestamp", "lastTimestamp");
    print(renamed(old, event, "deprecatedCount", "count"), row);
  }

  private static JsonObject renamed(
      JsonObject object, JsonObject event, String newName, String oldName) {
    var value = event.get(newName);
    return value == null ? object : object.with(oldName, value);
  }
}
