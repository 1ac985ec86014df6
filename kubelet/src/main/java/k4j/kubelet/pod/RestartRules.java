package k4j.kubelet.pod;

import k4j.api.json.Json;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;

/// Whether a container that ended is to run again.
public final class RestartRules {

  private RestartRules() {}

  /// By the container's own rules, then its own policy, then the pod's.
  public static boolean afterExit(JsonObject container, JsonObject spec, int exitCode) {
    for (JsonObject rule : container.array("restartPolicyRules").objects()) {
      if (rule.string("action").equals("Restart") && matches(rule.object("exitCodes"), exitCode)) {
        return true;
      }
    }
    return switch (policy(container, spec)) {
      case "Never" -> false;
      case "OnFailure" -> exitCode != 0;
      default -> true;
    };
  }

  private static boolean matches(JsonObject exitCodes, int exitCode) {
    boolean listed = false;
    for (Json value : exitCodes.array("values")) {
      listed |= value instanceof JsonInteger number && number.value() == exitCode;
    }
    return switch (exitCodes.string("operator")) {
      case "In" -> listed;
      case "NotIn" -> !listed;
      default -> false;
    };
  }

  public static String policy(JsonObject container, JsonObject spec) {
    String own = container.string("restartPolicy");
    return own.isEmpty() ? spec.string("restartPolicy") : own;
  }

  /// Whether a container that is killed for a failed probe runs again: rules do not count.
  public static boolean afterProbeFailure(JsonObject container, JsonObject spec) {
    return !policy(container, spec).equals("Never");
  }

  /// Whether the next sync starts the container.
  public static boolean shouldStart(JsonObject container, JsonObject pod, RuntimePod runtime) {
    if (PodSpecs.isDeleting(pod)) {
      return false;
    }
    return runtime
        .find(container.string("name"))
        .map(status ->
            switch (status.state()) {
              case CONTAINER_RUNNING -> false;
              case CONTAINER_UNKNOWN, CONTAINER_CREATED -> true;
              case CONTAINER_EXITED -> afterExit(container, PodSpecs.spec(pod), status.exitCode());
            })
        .orElse(true);
  }
}
