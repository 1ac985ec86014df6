package k4j.cri.embedded.linux;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A platform thread for one task that changes the thread itself: its namespaces, root or
/// credentials. It ends with the task, and what it changed with it.
public final class OwnThread {
  private OwnThread() {}

  /// A task that may fail as system calls do.
  @FunctionalInterface
  public interface Task<T> {
    T run() throws IOException;
  }

  public static <T> T run(String name, Task<T> task) throws IOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .unstarted(() -> {
              try {
                result.complete(task.run());
              } catch (IOException | RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            });
    thread.start();
    try {
      return result.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IOException(String.valueOf(message(e)), e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String message(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String text = cause.getMessage();
    return text == null ? cause.toString() : text;
  }
}
