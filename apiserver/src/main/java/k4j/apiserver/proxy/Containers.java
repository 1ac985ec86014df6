package k4j.apiserver.proxy;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;

/// Finds the container that a request means. Pure.
final class Containers {

  private Containers() {}

  /// @param wanted empty where the request names none
  /// @throws StatusException 400 where it is not clear, or not there
  static String of(JsonObject pod, String wanted) {
    String name = pod.object("metadata").string("name");
    List<String> plain = names(pod, "containers");
    List<String> all = new ArrayList<>(names(pod, "initContainers"));
    all.addAll(plain);
    all.addAll(names(pod, "ephemeralContainers"));
    if (!wanted.isEmpty()) {
      if (!all.contains(wanted)) {
        throw StatusException.badRequest(
            "container %s is not valid for pod %s".formatted(wanted, name));
      }
      return wanted;
    }
    return switch (plain.size()) {
      case 0 ->
          throw StatusException.badRequest("a container name must be specified for pod " + name);
      case 1 -> plain.getFirst();
      default ->
          throw StatusException.badRequest(
              "a container name must be specified for pod %s, choose one of: [%s]"
                  .formatted(name, String.join(" ", all)));
    };
  }

  private static List<String> names(JsonObject pod, String field) {
    return pod.object("spec").array(field).objects().stream()
        .map(each -> each.string("name"))
        .toList();
  }
}
