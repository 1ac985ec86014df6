package k4j.api.transport;

import java.util.Optional;

/// The events of one watch, in order.
public interface EventStream extends AutoCloseable {

  /// Waits for the next event; empty when the stream has ended. An interrupted wait ends it too,
  /// with the interrupt flag kept.
  Optional<WatchEvent> next();

  @Override
  void close();
}
