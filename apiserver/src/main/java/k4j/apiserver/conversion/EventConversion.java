package k4j.apiserver.conversion;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;

/// Events of `events.k8s.io/v1`, stored as those of the core group.
public final class EventConversion implements Conversion {

  private record Rename(String served, String stored) {}

  private static final List<Rename> RENAMES =
      List.of(
          new Rename("regarding", "involvedObject"),
          new Rename("note", "message"),
          new Rename("reportingController", "reportingComponent"),
          new Rename("deprecatedSource", "source"),
          new Rename("deprecatedFirstTimestamp", "firstTimestamp"),
          new Rename("deprecatedLastTimestamp", "lastTimestamp"),
          new Rename("deprecatedCount", "count"));

  @Override
  public JsonObject toStored(JsonObject served) {
    JsonObject out = served.with("apiVersion", "v1");
    for (Rename rename : RENAMES) {
      out = moved(out, rename.served(), rename.stored());
    }
    return out;
  }

  @Override
  public JsonObject toServed(JsonObject stored) {
    JsonObject out = stored.with("apiVersion", "events.k8s.io/v1");
    for (Rename rename : RENAMES) {
      out = moved(out, rename.stored(), rename.served());
    }
    for (String field : List.of("reportingController", "reportingInstance")) {
      if (out.string(field).isEmpty()) {
        out = out.without(field); // which the core group's version shows
      }
    }
    return out;
  }

  private static JsonObject moved(JsonObject object, String from, String to) {
    Json value = object.get(from);
    return value == null ? object : object.without(from).with(to, value);
  }
}
