package k4j.store;

/// A change of one key that takes effect only if the key is as expected.
public sealed interface Write<V> {

  String key();

  Expectation expected();

  record Put<V>(String key, V value, Expectation expected) implements Write<V> {}

  /// Removing a key that is absent is a [CommitResult.Conflict], whatever was expected.
  record Delete<V>(String key, Expectation expected) implements Write<V> {}

  static <V> Write<V> create(String key, V value) {
    return new Put<>(key, value, Expectation.ABSENT);
  }

  static <V> Write<V> replace(String key, V value, long modRevision) {
    return new Put<>(key, value, new Expectation.AtRevision(modRevision));
  }

  static <V> Write<V> delete(String key, long modRevision) {
    return new Delete<>(key, new Expectation.AtRevision(modRevision));
  }
}
