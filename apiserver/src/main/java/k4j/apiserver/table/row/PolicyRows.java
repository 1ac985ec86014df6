package k4j.apiserver.table.row;

import k4j.api.json.JsonObject;
import k4j.api.meta.IntOrString;

/// Budgets, priorities, runtime classes, and the server's own flow control.
final class PolicyRows {

  private PolicyRows() {}

  static void podDisruptionBudget(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    row.name();
    row.text(amount(spec, "minAvailable"));
    row.text(amount(spec, "maxUnavailable"));
    row.number(object.object("status").integer("disruptionsAllowed"));
    row.age();
  }

  private static String amount(JsonObject spec, String field) {
    return spec.has(field) ? IntOrString.of(spec.get(field)).toString() : "N/A";
  }

  static void priorityClass(JsonObject object, Row row) {
    row.name();
    row.number(object.integer("value"));
    row.bool(object.bool("globalDefault"));
    row.age();
    row.text(object.string("preemptionPolicy"));
  }

  static void runtimeClass(JsonObject object, Row row) {
    row.name().text(object.string("handler")).age();
  }

  static void flowSchema(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    JsonObject dangling = Texts.condition(object.object("status"), "Dangling");
    row.name();
    row.text(spec.object("priorityLevelConfiguration").string("name"));
    row.number(spec.integer("matchingPrecedence"));
    row.text(
        spec.has("distinguisherMethod")
            ? spec.object("distinguisherMethod").string("type")
            : Row.NONE);
    row.age();
    row.text(dangling.isEmpty() ? "?" : dangling.string("status"));
  }

  static void priorityLevelConfiguration(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    JsonObject limited = spec.object("limited");
    JsonObject response = limited.object("limitResponse");
    JsonObject queuing = response.object("queuing");
    row.name();
    row.text(spec.string("type"));
    numberOrNone(limited, "nominalConcurrencyShares", spec.has("limited"), row);
    boolean queues = response.has("queuing");
    numberOrNone(queuing, "queues", queues, row);
    numberOrNone(queuing, "handSize", queues, row);
    numberOrNone(queuing, "queueLengthLimit", queues, row);
    row.age();
  }

  private static void numberOrNone(JsonObject object, String field, boolean present, Row row) {
    if (present) {
      row.number(object.integer(field));
    } else {
      row.text(Row.NONE);
    }
  }

  static void storageVersion(JsonObject object, Row row) {
    JsonObject status = object.object("status");
    row.name();
    row.text(Texts.textOf(status, "commonEncodingVersion", Row.UNSET));
    row.text(
        Texts.firstOf(
            status.array("storageVersions").objects().stream()
                .map(v -> v.string("apiServerID") + "=" + v.string("encodingVersion"))
                .toList()));
    row.age();
  }

  static void storageVersionMigration(JsonObject object, Row row) {
    JsonObject resource = object.object("spec").object("resource");
    String group = resource.string("group");
    String state = "Unknown";
    for (JsonObject condition : object.object("status").array("conditions").objects()) {
      boolean known =
          switch (condition.string("type")) {
            case "Running", "Failed", "Succeeded" -> true;
            default -> false;
          };
      if (known && condition.string("status").equals("True")) {
        state = condition.string("type");
      }
    }
    row.name();
    row.text(resource.string("resource") + (group.isEmpty() ? "" : "." + group));
    row.text(state);
  }

  static void apiService(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    JsonObject service = spec.object("service");
    JsonObject available = Texts.condition(object.object("status"), "Available");
    String state = available.isEmpty() ? "Unknown" : available.string("status");
    boolean explained = !state.equals("True") && !available.string("reason").isEmpty();
    row.name();
    row.text(
        spec.has("service") ? service.string("namespace") + "/" + service.string("name") : "Local");
    row.text(explained ? "%s (%s)".formatted(state, available.string("reason")) : state);
    row.age();
  }
}
