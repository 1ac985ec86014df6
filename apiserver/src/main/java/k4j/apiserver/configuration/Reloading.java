package k4j.apiserver.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
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
  private String complaint = "";

  private Reloading(
      Path file,
      byte[] seen,
      Consumer<byte[]> apply,
      ScheduledExecutorService scheduler,
      Executor executor) {
    this.file = file;
    this.seen = seen;
    this.apply = apply;
    task =
        scheduler.scheduleWithFixedDelay(
            () -> executor.execute(this::look),
            PERIOD.toMillis(),
            PERIOD.toMillis(),
            TimeUnit.MILLISECONDS);
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
      return new Reloading(file, content, apply, scheduler, Runnable::run);
    } catch (IOException e) {
      throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (ConfigurationException e) {
      throw new ConfigurationException(file + ": " + e.getMessage(), e);
    }
  }

  /// Applies the file when it is another than what has been applied.
  ///
  /// @param apply as [#of] takes it; it may take its time
  /// @param seen what has been applied
  /// @param executor runs it, one at a time
  public static Reloading after(
      Path file,
      byte[] seen,
      Consumer<byte[]> apply,
      ScheduledExecutorService scheduler,
      Executor executor) {
    return new Reloading(file, seen, apply, scheduler, executor);
  }

  /// What is wrong may become right although the file stays, such as where a plugin comes to be
  /// there: it is tried again, but complained of once.
  private synchronized void look() {
    try {
      byte[] content = Files.readAllBytes(file);
      if (!Arrays.equals(content, seen)) {
        apply.accept(content);
        seen = content;
        complaint = "";
        LOG.atInfo().addKeyValue("file", file).log("Read a configuration anew");
      }
    } catch (IOException | ConfigurationException wrong) {
      complain(String.valueOf(wrong.getMessage()));
    }
  }

  private void complain(String why) {
    if (!why.equals(complaint)) {
      complaint = why;
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("why", why)
          .log("A configuration was changed and is wrong; what was before stays");
    }
  }

  @Override
  public void close() {
    task.cancel(false);
  }
}
