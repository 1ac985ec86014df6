package k4j.kubelet.pod;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;

/// Readings of a pod object that everything here needs.
public final class PodSpecs {

  public static final String CONFIG_SOURCE = "kubernetes.io/config.source";
  public static final String CONFIG_MIRROR = "kubernetes.io/config.mirror";
  public static final String CONFIG_HASH = "kubernetes.io/config.hash";
  public static final String CONFIG_SEEN = "kubernetes.io/config.seen";

  private PodSpecs() {}

  public static JsonObject spec(JsonObject pod) {
    return pod.object("spec");
  }

  public static List<JsonObject> containers(JsonObject pod) {
    return spec(pod).array("containers").objects();
  }

  public static List<JsonObject> initContainers(JsonObject pod) {
    return spec(pod).array("initContainers").objects();
  }

  public static List<JsonObject> ephemeralContainers(JsonObject pod) {
    return spec(pod).array("ephemeralContainers").objects();
  }

  /// An init container that stays up beside the regular ones.
  public static boolean isSidecar(JsonObject initContainer) {
    return initContainer.string("restartPolicy").equals("Always");
  }

  public static List<JsonObject> sidecars(JsonObject pod) {
    return initContainers(pod).stream().filter(PodSpecs::isSidecar).toList();
  }

  public static List<JsonObject> allContainers(JsonObject pod) {
    return Stream.of(initContainers(pod), containers(pod), ephemeralContainers(pod))
        .flatMap(List::stream)
        .toList();
  }

  public static Optional<JsonObject> container(JsonObject pod, String name) {
    return allContainers(pod).stream().filter(c -> c.string("name").equals(name)).findFirst();
  }

  /// The path to a container that events carry, `spec.containers{web}`.
  public static String fieldPath(JsonObject pod, String name) {
    String list =
        has(initContainers(pod), name)
            ? "initContainers"
            : has(ephemeralContainers(pod), name) ? "ephemeralContainers" : "containers";
    return "spec." + list + "{" + name + "}";
  }

  public static boolean has(List<JsonObject> containers, String name) {
    return containers.stream().anyMatch(c -> c.string("name").equals(name));
  }

  public static boolean isHostNetwork(JsonObject pod) {
    return spec(pod).bool("hostNetwork");
  }

  public static boolean isDeleting(JsonObject pod) {
    return pod.object("metadata").has("deletionTimestamp");
  }

  public static JsonObject annotations(JsonObject pod) {
    return pod.object("metadata").object("annotations");
  }

  /// Whether the pod's source is not the API server.
  public static boolean isStatic(JsonObject pod) {
    String source = annotations(pod).string(CONFIG_SOURCE);
    return !source.isEmpty() && !source.equals("api");
  }

  public static boolean isMirror(JsonObject pod) {
    return annotations(pod).has(CONFIG_MIRROR);
  }

  public static String phase(JsonObject pod) {
    return pod.object("status").string("phase");
  }

  public static boolean isTerminalPhase(String phase) {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /// Seconds that containers get to stop: what the deletion says, else the pod, else 30; at least
  /// 1.
  public static long gracePeriodSeconds(JsonObject pod) {
    JsonObject metadata = pod.object("metadata");
    long grace =
        metadata.has("deletionGracePeriodSeconds")
            ? metadata.integer("deletionGracePeriodSeconds")
            : spec(pod).integer("terminationGracePeriodSeconds", 30);
    return Math.max(1, grace);
  }
}
