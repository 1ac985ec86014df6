package k4j.apiserver.table.row;

import java.util.ArrayList;
import k4j.api.json.JsonObject;

/// Device claims, slices and taints, and groups of pods.
final class DeviceRows {

  private DeviceRows() {}

  static void resourceClaim(JsonObject object, Row row) {
    JsonObject status = object.object("status");
    boolean deleting = object.object("metadata").has("deletionTimestamp");
    var states = new ArrayList<String>();
    if (deleting) {
      states.add("deleted");
    }
    if (status.has("allocation")) {
      states.add("allocated");
      if (!status.array("reservedFor").isEmpty()) {
        states.add("reserved");
      }
    } else if (!deleting) {
      states.add("pending");
    }
    row.name().text(Texts.joined(states)).age();
  }

  static void resourceSlice(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    row.name();
    row.text(spec.string("nodeName"));
    row.text(spec.string("driver"));
    row.text(spec.object("pool").string("name"));
    row.age();
  }

  static void deviceTaintRule(JsonObject object, Row row) {
    JsonObject taint = object.object("spec").object("taint");
    row.name();
    row.text(taint.string("key"));
    row.text(taint.string("value"));
    row.text(taint.string("effect"));
    row.text(taint.has("timeAdded") ? row.since(taint, "timeAdded") : "");
    row.age();
  }

  static void podGroup(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    JsonObject status = object.object("status");
    JsonObject scheduled = Texts.condition(status, "PodGroupScheduled");
    JsonObject disrupted = Texts.condition(status, "DisruptionTarget");
    String state = "Pending";
    if (!disrupted.isEmpty()) {
      state = disrupted.string("reason");
    } else if (!scheduled.isEmpty()) {
      state = scheduled.string("status").equals("True") ? "Scheduled" : "Unschedulable";
    }
    row.name();
    row.text(spec.object("schedulingPolicy").has("gang") ? "Gang" : "Basic");
    row.text(
        spec.has("podGroupTemplateRef")
            ? spec.object("podGroupTemplateRef").object("workload").string("workloadName")
            : Row.NONE);
    row.text(state);
    row.age();
  }
}
