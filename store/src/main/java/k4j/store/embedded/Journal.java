package k4j.store.embedded;

import java.io.IOException;
import java.util.List;
import k4j.store.disk.LogRecord;
import k4j.store.disk.NoSpaceException;

/// Where the owner makes changes durable before anyone sees them.
interface Journal<V> extends AutoCloseable {

  /// Returns when the records are durable.
  ///
  /// @throws NoSpaceException if they are not, and may be tried again
  /// @throws IOException if that is uncertain
  void append(long firstRevision, List<LogRecord> records) throws IOException;

  /// Told of the state after each append, for snapshots.
  ///
  /// @throws IOException if nothing more can be appended
  void published(State<V> state) throws IOException;

  @Override
  void close() throws IOException;

  /// Keeps nothing.
  static <V> Journal<V> none() {
    return new Journal<>() {
      @Override
      public void append(long firstRevision, List<LogRecord> records) {}

      @Override
      public void published(State<V> state) {}

      @Override
      public void close() {}
    };
  }
}
