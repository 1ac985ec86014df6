package k4j.apiserver.strategy.warning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldPath;

/// Ports of a pod's containers that stand in each other's way.
final class PortWarnings {

  private final List<Port> seen = new ArrayList<>();
  private final Map<String, FieldPath> names = new HashMap<>();
  private final List<String> overlaps = new ArrayList<>();
  private final List<String> duplicates = new ArrayList<>();

  private record Port(JsonObject port, FieldPath path) {

    String address() {
      return port.integer("containerPort") + "/" + port.string("protocol");
    }

    /// As Go prints it.
    String struct() {
      return "{Name:%s HostPort:0 ContainerPort:%d Protocol:%s HostIP:%s}"
          .formatted(
              port.string("name"),
              port.integer("containerPort"),
              port.string("protocol"),
              port.string("hostIP"));
    }

    /// How the two conflict; empty where they do not.
    String conflict(Port other) {
      String ip = port.string("hostIP");
      String otherIp = other.port.string("hostIP");
      long host = port.integer("hostPort");
      long otherHost = other.port.integer("hostPort");
      if (ip.equals(otherIp) && host == otherHost) {
        return "duplicate";
      }
      if (host == 0 || otherHost == 0) {
        return "overlapping";
      }
      return host == otherHost && ip.isEmpty() != otherIp.isEmpty() ? "dangerously ambiguous" : "";
    }
  }

  void container(JsonObject container, FieldPath path) {
    JsonArray ports = container.array("ports");
    for (int i = 0; i < ports.size(); i++) {
      var port = new Port(ports.object(i), path.child("ports").index(i));
      if (!port.port().string("hostIP").isEmpty() && port.port().integer("hostPort") == 0) {
        overlaps.add(port.path() + ": hostIP set without hostPort: " + port.struct());
      }
      for (Port other : seen) {
        String conflict = other.address().equals(port.address()) ? port.conflict(other) : "";
        if (!conflict.isEmpty()) {
          overlaps.add(
              "%s: %s port definition with %s".formatted(port.path(), conflict, other.path()));
        }
      }
      seen.add(port);
      String name = port.port().string("name");
      FieldPath first = name.isEmpty() ? null : names.putIfAbsent(name, port.path());
      if (first != null) {
        duplicates.add(
            "%s: duplicate port name \"%s\" with %s, services and probes that select ports by"
                    .formatted(port.path(), name, first)
                + " name will use "
                + first);
      }
    }
  }

  List<String> found() {
    List<String> all = new ArrayList<>(overlaps);
    all.addAll(duplicates);
    return all;
  }
}
