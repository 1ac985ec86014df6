package k4j.apiserver.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a configuration file anew when it has changed; one that is wrong changes nothing.
public final class Reloading implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Path file;
  private final Consumer<byte[]> apply;
  private final ScheduledFuture<?> task;
  private byte[] seen;

  private Reloading(
      Path file, byte[] seen, Consumer<byte[]> apply, ScheduledExecutorService scheduler) {
    this.file = file;
    this.seen = seen;
    this.apply = apply;
    task =
        scheduler.scheduleWithFixedDelay(
            this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Applies the file now, and again whenever it changes.
  ///
  /// @param apply throws [ConfigurationException] where the content is wrong
  /// @throws ConfigurationException where it is wrong now, with the name of the file
  public static Reloading of(
      Path file, Consumer<byte[]> apply, ScheduledExecutorService scheduler) {
    try {
      byte[] content = Files.readAllBytes(file);
      apply.accept(content);
      return new Reloading(file, content, apply, scheduler);
    } catch (IOException e) {
      throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (ConfigurationException e) {
      throw new ConfigurationException(file + ": " + e.getMessage(), e);
    }
  }

  private void look() {
    try {
      byte[] content = Files.readAllBytes(file);
      if (!Arrays.equals(content, seen)) {
        seen = content;
        apply.accept(content);
        LOG.atInfo().addKeyValue("file", file).log("Read a configuration anew");
      }
    } catch (IOException | ConfigurationException wrong) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("why", wrong.getMessage())
          .log("A configuration was changed and is wrong; what was before stays");
    }
  }

  @Override
  public void close() {
    task.cancel(false);
  }
}
