package k4j.kubelet.worker;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.kubelet.allocation.Resize;

/// What one sync of a pod has to do, in this order: kill containers or the whole pod, make the
/// sandbox, start ephemeral and init containers, resize what runs, start containers.
///
/// @param killPod stop everything, the sandbox too
/// @param createSandbox make a new sandbox afterwards, as the `attempt`-th
/// @param start init and regular containers in the order to start them
public record PodActions(
    boolean killPod,
    boolean createSandbox,
    int attempt,
    List<Kill> kill,
    List<JsonObject> startEphemeral,
    List<JsonObject> startInit,
    List<JsonObject> start,
    Resize resize) {

  public PodActions {
    kill = List.copyOf(kill);
    startEphemeral = List.copyOf(startEphemeral);
    startInit = List.copyOf(startInit);
    start = List.copyOf(start);
  }

  /// Why a container is killed, which decides how long it gets.
  public enum Reason {
    NONE,
    LIVENESS,
    STARTUP
  }

  /// A container to stop.
  ///
  /// @param message of its event
  public record Kill(String containerId, JsonObject container, String message, Reason reason) {}
}
