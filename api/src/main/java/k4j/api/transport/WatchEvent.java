package k4j.api.transport;

import k4j.api.json.JsonObject;

/// A change of one object, as a watcher sees it.
///
/// @param object the object after the change, its last state where it was deleted, a `Status` where
///   the type is ERROR, only a resource version where it is BOOKMARK
public record WatchEvent(Type type, JsonObject object) {

  /// What happened.
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK,
    ERROR
  }
}
