package k4j.bench.store;

import java.io.IOException;

/// A store to be measured. Its methods are called by many threads.
interface Contestant extends AutoCloseable {

  /// Creates a key that does not exist; returns when that is durable.
  void create(String key, byte[] value);

  /// Reads all entries whose keys begin with `prefix`; returns the sum of the lengths of the
  /// values.
  long range(String prefix);

  @Override
  void close() throws IOException;
}
