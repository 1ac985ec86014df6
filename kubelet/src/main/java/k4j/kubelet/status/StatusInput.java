package k4j.kubelet.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.RuntimePod;

/// All that a pod's status is made of.
///
/// @param old the status that was last decided here, or that of the API
/// @param waiting by container name, why it could not be started
/// @param terminal whether every container was stopped for good
/// @param actuated the pod with the resources that are in force
/// @param resize the conditions about its resize
public record StatusInput(
    JsonObject pod,
    JsonObject old,
    RuntimePod runtime,
    Map<String, Waiting> waiting,
    ProbeView probes,
    List<String> hostIps,
    boolean terminal,
    JsonObject actuated,
    List<JsonObject> resize,
    Instant now) {

  public StatusInput {
    waiting = Map.copyOf(waiting);
    hostIps = List.copyOf(hostIps);
    resize = List.copyOf(resize);
  }
}
