package k4j.apiserver.table.row;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.HumanDuration;
import k4j.api.meta.Times;

/// The cells of one row as they are written, one after the other.
public final class Row {

  static final String NONE = "<none>";
  static final String UNSET = "<unset>";
  public static final String UNKNOWN = "<unknown>";

  private final JsonObject metadata;
  private final Instant now;
  private final List<Json> cells = new ArrayList<>();
  private JsonArray conditions = JsonArray.EMPTY;

  public Row(JsonObject object, Instant now) {
    metadata = object.object("metadata");
    this.now = now;
  }

  public JsonArray cells() {
    return JsonArray.of(cells);
  }

  /// What is special about the row, so that clients may leave it out or colour it.
  public JsonArray conditions() {
    return conditions;
  }

  public Row name() {
    return text(metadata.string("name"));
  }

  /// The time since the object was created.
  Row age() {
    return text(since(metadata, "creationTimestamp"));
  }

  Row text(String text) {
    return cell(Json.of(text));
  }

  Row textOr(String text, String otherwise) {
    return text(text.isEmpty() ? otherwise : text);
  }

  Row number(long number) {
    return cell(Json.of(number));
  }

  Row bool(boolean value) {
    return cell(Json.of(value));
  }

  public Row cell(Json cell) {
    cells.add(cell);
    return this;
  }

  void completed(String reason, String message) {
    conditions =
        JsonArray.of(
            JsonObject.EMPTY
                .with("type", "Completed")
                .with("status", "True")
                .with("reason", reason)
                .with("message", message));
  }

  /// The time since a field's, or `<unknown>`.
  String since(JsonObject object, String field) {
    return Times.in(object, field).map(this::since).orElse(UNKNOWN);
  }

  public String since(Instant instant) {
    return HumanDuration.of(Duration.between(instant, now));
  }

  String between(Instant start, Optional<Instant> end) {
    return HumanDuration.of(Duration.between(start, end.orElse(now)));
  }
}
