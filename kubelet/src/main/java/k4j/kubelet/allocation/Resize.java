package k4j.kubelet.allocation;

import java.util.List;
import k4j.api.json.JsonObject;

/// What a sync changes of running containers and of the pod's own group: decreases come before
/// increases.
///
/// @param pod a container restarts with other resources, so the pod's group changes
/// @param whole what the pod states for itself changed
public record Resize(List<Change> memory, List<Change> cpu, boolean pod, boolean whole) {

  public static final Resize NONE = new Resize(List.of(), List.of(), false, false);

  public Resize {
    memory = List.copyOf(memory);
    cpu = List.copyOf(cpu);
  }

  public boolean isNothing() {
    return memory.isEmpty() && cpu.isEmpty() && !pod && !whole;
  }

  /// A container's change of one resource.
  ///
  /// @param container as the pod now has it
  public record Change(JsonObject container, String id, Amounts from, Amounts to) {}
}
