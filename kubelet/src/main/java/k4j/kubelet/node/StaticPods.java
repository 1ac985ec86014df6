package k4j.kubelet.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.kubelet.config.StaticPod;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.worker.RuntimeHandlers;

/// Makes static pods of the components that the node was told of, and their mirrors.
public final class StaticPods {

  private static final int SYSTEM_NODE_CRITICAL = 2_000_001_000;

  private StaticPods() {}

  /// @param seen when the kubelet first read it
  public static JsonObject pod(StaticPod source, String nodeName, Instant seen) {
    String hash = hash(source + "/" + nodeName);
    JsonObject annotations =
        JsonObject.builder()
            .put(PodSpecs.CONFIG_HASH, hash)
            .put(PodSpecs.CONFIG_SEEN, seen.toString())
            .put(PodSpecs.CONFIG_SOURCE, "file")
            .put(RuntimeHandlers.COMPONENT, source.component())
            .build();
    JsonObject metadata =
        JsonObject.builder()
            .put("name", source.name() + "-" + nodeName.toLowerCase(Locale.ROOT))
            .put("namespace", "kube-system")
            .put("uid", hash)
            .put("labels", JsonObject.ofStrings(source.labels()))
            .put("annotations", annotations)
            .build();
    return JsonObject.builder()
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put("metadata", metadata)
        .put("spec", spec(source, nodeName))
        .put("status", JsonObject.EMPTY.with("phase", "Pending"))
        .build();
  }

  private static JsonObject spec(StaticPod source, String nodeName) {
    JsonObject container =
        JsonObject.builder()
            .put("name", source.component())
            .put("image", source.image())
            .put("imagePullPolicy", "IfNotPresent")
            .put("resources", JsonObject.EMPTY)
            .put("terminationMessagePath", "/dev/termination-log")
            .put("terminationMessagePolicy", "File")
            .build();
    JsonObject everything = JsonObject.EMPTY.with("effect", "NoExecute").with("operator", "Exists");
    return JsonObject.builder()
        .put("containers", JsonArray.of(container))
        .put("dnsPolicy", "ClusterFirst")
        .put("enableServiceLinks", true)
        .put("hostNetwork", true)
        .put("nodeName", nodeName)
        .put("preemptionPolicy", "PreemptLowerPriority")
        .put("priority", SYSTEM_NODE_CRITICAL)
        .put("priorityClassName", "system-node-critical")
        .put("restartPolicy", "Always")
        .put("schedulerName", "default-scheduler")
        .put(
            "securityContext",
            JsonObject.EMPTY.with(
                "seccompProfile", JsonObject.EMPTY.with("type", "RuntimeDefault")))
        .put("terminationGracePeriodSeconds", 30)
        .put("tolerations", JsonArray.of(everything))
        .build();
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// What stands for a static pod in the API.
  ///
  /// @param nodeUid of the Node object, which owns it
  public static JsonObject mirror(JsonObject pod, String nodeName, String nodeUid) {
    JsonObject annotations = PodSpecs.annotations(pod);
    JsonObject owner =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Node")
            .put("name", nodeName)
            .put("uid", nodeUid)
            .put("controller", true)
            .build();
    JsonObject metadata =
        pod.object("metadata")
            .without("uid")
            .with(
                "annotations",
                annotations.with(PodSpecs.CONFIG_MIRROR, annotations.string(PodSpecs.CONFIG_HASH)))
            .with("ownerReferences", JsonArray.of(owner));
    return pod.with("metadata", metadata).without("status");
  }
}
