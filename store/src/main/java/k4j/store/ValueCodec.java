package k4j.store;

/// How values become bytes and back.
public interface ValueCodec<V> {

  /// The bytes that stand for the value on disk: called once for each put, on the writer's thread,
  /// with the value as it was given, and again for each snapshot, on another, with what
  /// [#committed] or [#decode] made of it. The array is not changed by the store.
  ///
  /// @param key under which the value lies
  byte[] encode(String key, V value);

  /// The value that was written at `modRevision`. Called for each live key when the store opens, so
  /// what is not needed at once should be put off. The array belongs to the value.
  V decode(String key, byte[] bytes, long modRevision);

  /// The value to keep now that its revision is known. Called in order by the one thread that owns
  /// the store: it must be quick and must not block.
  default V committed(V value, long modRevision) {
    return value;
  }
}
