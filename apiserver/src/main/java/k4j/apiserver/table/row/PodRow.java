package k4j.apiserver.table.row;

import k4j.api.json.JsonObject;

/// A pod: what `kubectl get pods` shows.
final class PodRow {

  private PodRow() {}

  static void print(JsonObject pod, Row row) {
    JsonObject status = pod.object("status");
    JsonObject spec = pod.object("spec");
    switch (status.string("phase")) {
      case "Succeeded" -> row.completed("Succeeded", "The pod has completed successfully.");
      case "Failed" -> row.completed("Failed", "The pod failed.");
      default -> {}
    }
    PodSummary summary = PodSummary.of(pod);
    row.name();
    row.text(summary.ready() + "/" + summary.total());
    row.text(summary.reason());
    row.text(restarts(summary, row));
    row.age();
    JsonObject address =
        status.array("podIPs").isEmpty() ? JsonObject.EMPTY : status.array("podIPs").object(0);
    row.textOr(address.string("ip"), Row.NONE);
    row.textOr(spec.string("nodeName"), Row.NONE);
    row.textOr(status.string("nominatedNodeName"), Row.NONE);
    row.text(readinessGates(spec, status));
  }

  private static String restarts(PodSummary summary, Row row) {
    return summary.restarts() == 0
        ? "0"
        : summary
            .lastRestart()
            .map(last -> "%d (%s ago)".formatted(summary.restarts(), row.since(last)))
            .orElse(Long.toString(summary.restarts()));
  }

  private static String readinessGates(JsonObject spec, JsonObject status) {
    var gates = spec.array("readinessGates").objects();
    if (gates.isEmpty()) {
      return Row.NONE;
    }
    long open = gates.stream().filter(g -> Texts.isTrue(status, g.string("conditionType"))).count();
    return open + "/" + gates.size();
  }
}
