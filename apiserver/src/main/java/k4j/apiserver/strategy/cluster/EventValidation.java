package k4j.apiserver.strategy.cluster;

import java.util.List;
import java.util.Objects;
import k4j.api.json.Json;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import org.jspecify.annotations.Nullable;

/// Events. Those of the core group are hardly checked, for the sake of old clients; those of
/// `events.k8s.io` are, under the names that they have in the core group.
public record EventValidation(Names names, boolean strict) implements Validation {

  public static final EventValidation CORE =
      new EventValidation(
          new Names(
              "involvedObject",
              "message",
              "reportingComponent",
              "source",
              "firstTimestamp",
              "lastTimestamp",
              "count"),
          false);
  public static final EventValidation EVENTS =
      new EventValidation(
          new Names(
              "regarding",
              "note",
              "reportingController",
              "deprecatedSource",
              "deprecatedFirstTimestamp",
              "deprecatedLastTimestamp",
              "deprecatedCount"),
          true);

  private static final int MAX = 128;
  private static final int MAX_NOTE = 1024;

  /// What the fields are called in a version.
  private record Names(
      String about,
      String text,
      String reporter,
      String source,
      String first,
      String last,
      String count) {}

  @Override
  public void create(JsonObject event, FieldErrors errors) {
    legacy(event, errors);
    if (!strict) {
      return;
    }
    String name = event.object("metadata").string("name");
    errors.invalidEach(FieldPath.of("metadata").child("name"), name, Formats.dnsSubdomain(name));
    series(event, errors);
    if (!event.has("eventTime")) {
      errors.required(FieldPath.of("eventTime"));
    }
    String type = event.string("type");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      errors.invalid(FieldPath.of("type"), "", "has invalid value: " + type);
    }
    unset(event.has(names.first()), "firstTimestamp", errors);
    unset(event.has(names.last()), "lastTimestamp", errors);
    unset(event.integer(names.count()) != 0, "count", errors);
    JsonObject source = event.object(names.source());
    unset(
        !source.string("component").isEmpty() || !source.string("host").isEmpty(),
        "source",
        errors);
  }

  private static void unset(boolean set, String field, FieldErrors errors) {
    if (set) {
      errors.invalid(FieldPath.of(field), "", "needs to be unset");
    }
  }

  private static void series(JsonObject event, FieldErrors errors) {
    if (!event.has("series")) {
      return;
    }
    JsonObject series = event.object("series");
    if (series.integer("count") < 2) {
      errors.invalid(FieldPath.of("series.count"), "", "should be at least 2");
    }
    if (!series.has("lastObservedTime")) {
      errors.required(FieldPath.of("series.lastObservedTime"));
    }
  }

  private void legacy(JsonObject event, FieldErrors errors) {
    String namespace = event.object("metadata").string("namespace");
    String about = event.object(names.about()).string("namespace");
    boolean timed = event.has("eventTime");
    boolean matches =
        about.isEmpty()
            ? namespace.isEmpty()
                || namespace.equals("default")
                || (timed && namespace.equals("kube-system"))
            : timed || namespace.equals(about);
    if (!matches) {
      errors.invalid(
          FieldPath.of("involvedObject").child("namespace"),
          about,
          "does not match event.namespace");
    }
    if (timed) {
      reported(event, errors);
    }
    errors.invalidEach(FieldPath.of("namespace"), namespace, Formats.dnsSubdomain(namespace));
  }

  private void reported(JsonObject event, FieldErrors errors) {
    String reporter = event.string(names.reporter());
    FieldPath path = FieldPath.of(names.reporter());
    if (reporter.isEmpty()) {
      errors.required(path);
    }
    errors.invalidEach(path, reporter, Formats.qualifiedName(reporter));
    for (String field : new String[] {"reportingInstance", "action", "reason"}) {
      Checks.required(event, field, FieldPath.ROOT, errors);
      limited(event.string(field), MAX, field, errors);
    }
    limited(event.string(names.text()), MAX_NOTE, "message", errors);
  }

  private static void limited(String text, int max, String field, FieldErrors errors) {
    if (Formats.bytes(text) > max) {
      errors.invalid(FieldPath.of(field), "", "can have at most " + max + " characters");
    }
  }

  @Override
  public void update(JsonObject event, JsonObject old, String subresource, FieldErrors errors) {
    legacy(event, errors);
    if (!strict) {
      return;
    }
    if (!event.object("series").equals(old.object("series"))) {
      series(event, errors);
    }
    for (Renamed each : renamed()) {
      if (!same(event.get(each.field()), old.get(each.field()))) {
        errors.invalid(FieldPath.of(each.shown()), event.get(each.field()), "field is immutable");
      }
    }
  }

  /// What an old event lacks is shown as its zero, and may come back so.
  private static boolean same(@Nullable Json one, @Nullable Json other) {
    return Objects.equals(one, other) || (isZero(one) && isZero(other));
  }

  private static boolean isZero(@Nullable Json value) {
    return switch (value) {
      case null -> true;
      case JsonNull _ -> true;
      case JsonString text -> text.value().isEmpty();
      case JsonInteger number -> number.value() == 0;
      case JsonObject object -> object.isEmpty();
      default -> false;
    };
  }

  private record Renamed(String field, String shown) {}

  private List<Renamed> renamed() {
    return List.of(
        new Renamed(names.about(), "involvedObject"),
        new Renamed("reason", "reason"),
        new Renamed(names.text(), "message"),
        new Renamed(names.source(), "source"),
        new Renamed(names.first(), "firstTimestamp"),
        new Renamed(names.last(), "lastTimestamp"),
        new Renamed(names.count(), "count"),
        new Renamed("type", "type"),
        new Renamed("eventTime", "eventTime"),
        new Renamed("action", "action"),
        new Renamed("related", "related"),
        new Renamed(names.reporter(), "reportingController"),
        new Renamed("reportingInstance", "reportingInstance"));
  }
}
