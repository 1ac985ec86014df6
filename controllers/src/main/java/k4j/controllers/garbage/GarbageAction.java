package k4j.controllers.garbage;

import java.util.Set;
import k4j.client.DeleteOptions.Propagation;

/// What becomes of an object.
sealed interface GarbageAction {

  /// It stays.
  record Keep() implements GarbageAction {}

  /// It stays, and forgets the owners that are gone.
  record Strip(Set<String> owners) implements GarbageAction {
    public Strip {
      owners = Set.copyOf(owners);
    }
  }

  /// It goes.
  ///
  /// @param unblock whether its owners must stop waiting for it first: they wait for each other
  record Delete(Propagation propagation, boolean unblock) implements GarbageAction {}

  /// All that it waited for is gone: it may go.
  record Release() implements GarbageAction {}

  /// It waits for these.
  record Wait(Set<String> dependents) implements GarbageAction {
    public Wait {
      dependents = Set.copyOf(dependents);
    }
  }
}
