package k4j.apiserver.table.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.json.JsonObject;

/// Nodes, namespaces and what lies in them.
final class ClusterRows {

  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

  private ClusterRows() {}

  static void node(JsonObject object, Row row) {
    JsonObject status = object.object("status");
    JsonObject info = status.object("nodeInfo");
    row.name();
    row.text(nodeState(object));
    row.textOr(Texts.joined(roles(object)), Row.NONE);
    row.age();
    row.text(info.string("kubeletVersion"));
    row.text(address(status, "InternalIP"));
    row.text(address(status, "ExternalIP"));
    row.textOr(info.string("osImage"), Row.UNKNOWN);
    String kernel = info.string("kernelVersion");
    String architecture = info.string("architecture");
    row.text(
        (kernel.isEmpty() ? Row.UNKNOWN : kernel)
            + (architecture.isEmpty() ? "" : " (" + architecture + ")"));
    row.textOr(info.string("containerRuntimeVersion"), Row.UNKNOWN);
  }

  private static String nodeState(JsonObject node) {
    var words = new ArrayList<String>();
    JsonObject ready = Texts.condition(node.object("status"), "Ready");
    if (ready.isEmpty()) {
      words.add("Unknown");
    } else {
      words.add(ready.string("status").equals("True") ? "Ready" : "NotReady");
    }
    if (node.object("spec").bool("unschedulable")) {
      words.add("SchedulingDisabled");
    }
    return Texts.joined(words);
  }

  private static Set<String> roles(JsonObject node) {
    var roles = new TreeSet<String>();
    node.object("metadata")
        .object("labels")
        .strings()
        .forEach((key, value) -> {
          if (key.startsWith(ROLE_PREFIX)) {
            roles.add(key.substring(ROLE_PREFIX.length()));
          } else if (key.equals("kubernetes.io/role")) {
            roles.add(value);
          }
        });
    roles.remove("");
    return roles;
  }

  private static String address(JsonObject status, String type) {
    for (JsonObject address : status.array("addresses").objects()) {
      if (address.string("type").equals(type)) {
        return address.string("address");
      }
    }
    return Row.NONE;
  }

  static void namespace(JsonObject object, Row row) {
    row.name().text(object.object("status").string("phase")).age();
  }

  static void secret(JsonObject object, Row row) {
    row.name().text(object.string("type")).number(object.object("data").size()).age();
  }

  static void configMap(JsonObject object, Row row) {
    row.name();
    row.number(object.object("data").size() + object.object("binaryData").size());
    row.age();
  }

  static void nameAndAge(JsonObject object, Row row) {
    row.name().age();
  }

  static void componentStatus(JsonObject object, Row row) {
    JsonObject healthy = Texts.condition(object, "Healthy");
    row.name();
    if (healthy.isEmpty()) {
      row.text("Unknown").text("").text("");
    } else {
      row.text(healthy.string("status").equals("True") ? "Healthy" : "Unhealthy");
      row.text(healthy.string("message")).text(healthy.string("error"));
    }
  }

  static void resourceQuota(JsonObject object, Row row) {
    JsonObject status = object.object("status");
    List<String> requests = new ArrayList<>();
    List<String> limits = new ArrayList<>();
    for (String resource : status.object("hard").names()) {
      String used = Texts.quantity(status.object("used").get(resource));
      String hard = Texts.quantity(status.object("hard").get(resource));
      (resource.startsWith("limits.") ? limits : requests)
          .add("%s: %s/%s".formatted(resource, used, hard));
    }
    row.name();
    row.text(String.join(", ", requests)).text(String.join(", ", limits));
    row.age();
  }
}
