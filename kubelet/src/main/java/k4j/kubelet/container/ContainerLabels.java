package k4j.kubelet.container;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import k4j.api.json.JsonObject;
import k4j.cri.container.ContainerStatus;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;

/// The labels and annotations by which the kubelet knows its sandboxes and containers again.
public final class ContainerLabels {

  public static final String POD_NAME = "io.kubernetes.pod.name";
  public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
  public static final String POD_UID = "io.kubernetes.pod.uid";
  public static final String CONTAINER_NAME = "io.kubernetes.container.name";
  public static final String HASH = "io.kubernetes.container.hash";
  public static final String RESTART_COUNT = "io.kubernetes.container.restartCount";
  public static final String MESSAGE_PATH = "io.kubernetes.container.terminationMessagePath";
  public static final String MESSAGE_POLICY = "io.kubernetes.container.terminationMessagePolicy";
  public static final String GRACE_PERIOD = "io.kubernetes.pod.terminationGracePeriod";
  public static final String PRE_STOP = "io.kubernetes.container.preStopHandler";

  private ContainerLabels() {}

  public static Map<String, String> sandboxLabels(JsonObject pod) {
    Map<String, String> labels = new TreeMap<>(pod.object("metadata").object("labels").strings());
    PodName name = PodName.of(pod);
    labels.put(POD_NAME, name.name());
    labels.put(POD_NAMESPACE, name.namespace());
    labels.put(POD_UID, name.uid());
    return labels;
  }

  public static Map<String, String> labels(JsonObject pod, JsonObject container) {
    PodName name = PodName.of(pod);
    return Map.of(
        POD_NAME, name.name(),
        POD_NAMESPACE, name.namespace(),
        POD_UID, name.uid(),
        CONTAINER_NAME, container.string("name"));
  }

  public static Map<String, String> annotations(
      JsonObject pod, JsonObject container, int restartCount) {
    Map<String, String> result = new TreeMap<>();
    result.put(HASH, hash(container));
    result.put(RESTART_COUNT, Integer.toString(restartCount));
    result.put(MESSAGE_PATH, container.string("terminationMessagePath"));
    result.put(MESSAGE_POLICY, container.string("terminationMessagePolicy"));
    result.put(
        GRACE_PERIOD,
        Long.toString(PodSpecs.spec(pod).integer("terminationGracePeriodSeconds", 30)));
    JsonObject preStop = container.object("lifecycle").object("preStop");
    if (!preStop.isEmpty()) {
      result.put(PRE_STOP, preStop.toString());
    }
    return result;
  }

  /// Of the name and image: a running container is replaced only when these change.
  static String hash(JsonObject container) {
    CRC32C crc = new CRC32C();
    String text = container.string("name") + "\n" + container.string("image");
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }

  public static boolean changed(JsonObject container, ContainerStatus status) {
    String hash = status.annotations().get(HASH);
    return hash != null && !hash.equals(hash(container));
  }
}
