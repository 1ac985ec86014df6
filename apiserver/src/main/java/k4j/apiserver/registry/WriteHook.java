package k4j.apiserver.registry;

import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// What a write of one resource takes or gives back elsewhere, such as the addresses of services.
public interface WriteHook {

  WriteHook NONE = (object, _, _) -> Held.nothing(object);

  /// Called after the strategy has prepared the object and before it is validated.
  ///
  /// @param old null on create
  /// @throws k4j.api.meta.StatusException where nothing is left to take
  Held prepare(JsonObject object, @Nullable JsonObject old, boolean dryRun);

  /// Called after the object was marked as being deleted.
  default void marked(JsonObject object) {}

  /// Called after the object is gone from the store.
  default void deleted(JsonObject object) {}

  /// @param object with what was set aside for it
  /// @param keep called once when it is stored
  /// @param giveBack called once when it is not
  record Held(JsonObject object, Runnable keep, Runnable giveBack) {
    public static Held nothing(JsonObject object) {
      return new Held(object, () -> {}, () -> {});
    }
  }
}
