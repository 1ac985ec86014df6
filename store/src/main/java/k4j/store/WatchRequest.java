package k4j.store;

/// What a watch follows.
///
/// @param prefix what the keys begin with
/// @param afterRevision the first event has a higher revision than this
/// @param queueLimit how many live events may wait for the reader before it counts as slow
public record WatchRequest(String prefix, long afterRevision, int queueLimit) {
  public static final int DEFAULT_QUEUE_LIMIT = 8192;
}
