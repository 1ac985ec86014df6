package k4j.controllers.garbage;

/// Something to look at, by UID.
sealed interface Work {

  String uid();

  /// Whether the object should go.
  record Check(String uid) implements Work {}

  /// Let the dependents of the object go free.
  record Orphan(String uid) implements Work {}

  /// Whether an owner that was never seen exists: `owner` as some dependent names it.
  record Verify(String uid) implements Work {}
}
