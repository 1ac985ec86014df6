package k4j.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import k4j.api.meta.SystemEdge;

/// Runs a program to its end.
@SystemEdge
final class Run {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private Run() {}

  /// What a program said and how it ended.
  record Result(List<String> command, int code, String out, String err) {

    /// The output of a program that must have ended well.
    String ok() {
      if (code != 0) {
        throw new AssertionError(this);
      }
      return out;
    }

    /// Everything it said.
    String all() {
      return out + err;
    }
  }

  static Result of(Map<String, String> environment, String input, List<String> command) {
    try {
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      Process process = builder.start();
      var out = read(process.getInputStream());
      var err = read(process.getErrorStream());
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // It ended without reading all.
      }
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " did not end; it said: " + out.join() + err.join());
      }
      return new Result(command, process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    var text = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(() -> {
          try (stream) {
            text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
          } catch (IOException e) {
            text.completeExceptionally(e);
          }
        });
    return text;
  }
}
