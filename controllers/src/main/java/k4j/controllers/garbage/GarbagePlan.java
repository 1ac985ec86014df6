package k4j.controllers.garbage;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.client.DeleteOptions.Propagation;

/// Decides whether an object goes. (controller: garbagecollector.go, `attemptToDeleteItem`.)
final class GarbagePlan {

  /// How an owner is doing.
  enum OwnerState {
    SOLID,
    ABSENT,
    /// It is going, once its dependents are gone.
    WAITING
  }

  private GarbagePlan() {}

  /// @param owners the state of each owner by UID
  /// @param dependents the objects that it owns
  static GarbageAction decide(Item item, Map<String, OwnerState> owners, List<Item> dependents) {
    if (item.foreground()) {
      return waiting(item, dependents);
    }
    if (item.deleting() || item.owners().isEmpty()) {
      return new GarbageAction.Keep();
    }
    if (owners.containsValue(OwnerState.SOLID)) {
      Set<String> gone = new HashSet<>();
      owners.forEach((uid, state) -> {
        if (state != OwnerState.SOLID) {
          gone.add(uid);
        }
      });
      return gone.isEmpty() ? new GarbageAction.Keep() : new GarbageAction.Strip(gone);
    }
    if (owners.containsValue(OwnerState.WAITING) && !dependents.isEmpty()) {
      boolean circle = dependents.stream().anyMatch(Item::foreground);
      return new GarbageAction.Delete(Propagation.FOREGROUND, circle);
    }
    return new GarbageAction.Delete(Propagation.BACKGROUND, false);
  }

  private static GarbageAction waiting(Item item, List<Item> dependents) {
    Set<String> blocking =
        dependents.stream()
            .filter(dependent -> dependent.blocks(item.uid()))
            .map(Item::uid)
            .collect(Collectors.toSet());
    return blocking.isEmpty() ? new GarbageAction.Release() : new GarbageAction.Wait(blocking);
  }
}
