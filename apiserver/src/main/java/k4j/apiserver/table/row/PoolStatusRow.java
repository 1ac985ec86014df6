package k4j.apiserver.table.row;

import java.util.List;
import k4j.api.json.JsonObject;

/// A request for the state of device pools.
final class PoolStatusRow {

  private static final List<String> COUNTS =
      List.of("totalDevices", "availableDevices", "allocatedDevices", "unavailableDevices");

  private PoolStatusRow() {}

  static void print(JsonObject object, Row row) {
    JsonObject status = object.object("status");
    List<JsonObject> pools = status.array("pools").objects();
    boolean complete = Texts.isTrue(status, "Complete");
    boolean failed = !complete && Texts.isTrue(status, "Failed");
    boolean counted = object.has("status") && !failed;
    long poolCount = status.integer("poolCount");
    row.name();
    row.text(object.object("spec").string("driver"));
    for (String count : COUNTS) {
      long sum = pools.stream().mapToLong(pool -> pool.integer(count)).sum();
      row.text(counted ? Long.toString(sum) : "-");
    }
    long errors = pools.stream().filter(pool -> pool.has("validationError")).count();
    row.text(counted ? Long.toString(errors) : "-");
    row.number(poolCount);
    row.text(state(complete, failed, pools.size(), poolCount));
    row.text(
        complete ? row.since(Texts.condition(status, "Complete"), "lastTransitionTime") : Row.NONE);
  }

  private static String state(boolean complete, boolean failed, int shown, long poolCount) {
    if (!complete) {
      return failed ? "Failed" : "Pending";
    }
    return poolCount > shown ? "Complete (%d/%d pools)".formatted(shown, poolCount) : "Complete";
  }
}
