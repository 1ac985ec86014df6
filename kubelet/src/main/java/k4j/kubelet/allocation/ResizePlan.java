package k4j.kubelet.allocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.kubelet.pod.PodSpecs;

/// Decides what has to be resized, from what is given to a pod and what is in force (kuberuntime,
/// `computePodResizeAction`).
public final class ResizePlan {

  private final JsonObject whole;
  private final Optional<PodResources> actuated;
  private final List<Resize.Change> memory = new ArrayList<>();
  private final List<Resize.Change> cpu = new ArrayList<>();
  private boolean pod;

  /// @param actuated what is in force; where nothing is known of it, nothing is changed
  public ResizePlan(JsonObject pod, Optional<PodResources> actuated) {
    this.whole = PodSpecs.spec(pod).object("resources");
    this.actuated = actuated;
  }

  /// Whether the container may go on; what changes in it meanwhile is noted. If not, its policy is
  /// to restart.
  public boolean keep(JsonObject container, ContainerStatus status) {
    Optional<JsonObject> known = actuated.map(a -> a.containers().get(container.string("name")));
    if (status.state() != ContainerState.CONTAINER_RUNNING || known.isEmpty()) {
      return true;
    }
    Amounts to = Amounts.of(whole, container.object("resources"));
    Amounts from = Amounts.of(actuated.orElseThrow().whole(), known.get());
    boolean sameMemory = to.sameMemory(from);
    boolean sameCpu = to.sameCpu(from);
    if ((!sameMemory && restarts(container, "memory"))
        || (!sameCpu && restarts(container, "cpu"))) {
      pod = true;
      return false;
    }
    var change = new Resize.Change(container, status.id(), from, to);
    if (!sameMemory) {
      note(
          memory,
          change,
          difference(
              to.memoryLimit(), from.memoryLimit(), to.memoryRequest(), from.memoryRequest()));
    }
    if (!sameCpu) {
      note(
          cpu,
          change,
          difference(to.cpuLimit(), from.cpuLimit(), to.cpuRequest(), from.cpuRequest()));
    }
    return true;
  }

  /// Limits decide which way it goes, and requests where limits stay.
  private static int difference(long limit, long oldLimit, long request, long oldRequest) {
    return limit == oldLimit ? Long.compare(request, oldRequest) : Long.compare(limit, oldLimit);
  }

  private static void note(List<Resize.Change> list, Resize.Change change, int difference) {
    if (difference < 0) {
      list.addFirst(change);
    } else {
      list.add(change);
    }
  }

  private static boolean restarts(JsonObject container, String resource) {
    return container.array("resizePolicy").objects().stream()
        .filter(policy -> policy.string("resourceName").equals(resource))
        .findFirst()
        .map(policy -> policy.string("restartPolicy").equals("RestartContainer"))
        .orElse(false);
  }

  public Resize result() {
    boolean differs =
        actuated
            .map(a ->
                !Amounts.of(JsonObject.EMPTY, whole)
                    .equals(Amounts.of(JsonObject.EMPTY, a.whole())))
            .orElse(false);
    return new Resize(memory, cpu, pod, differs);
  }
}
