package k4j.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import k4j.cri.inprocess.Component;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A component that is made anew whenever its container starts.
final class RestartableComponent implements Component, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RestartableComponent.class);

  private final Supplier<AutoCloseable> factory;
  private final InstantSource clock;
  private @Nullable AutoCloseable current;

  RestartableComponent(Supplier<AutoCloseable> factory, InstantSource clock) {
    this.factory = factory;
    this.clock = clock;
  }

  @Override
  public synchronized Instant start(Exit exit) {
    close();
    current = factory.get();
    return clock.instant();
  }

  @Override
  public synchronized void stop(Duration timeout) {
    close();
  }

  @Override
  public synchronized void close() {
    AutoCloseable ending = current;
    current = null;
    if (ending == null) {
      return;
    }
    try {
      ending.close();
    } catch (Exception e) { // what AutoCloseable declares
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("component", ending.getClass().getSimpleName())
          .log("A component did not end well");
    }
  }
}
