package k4j.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import k4j.cri.CriException;
import k4j.cri.stream.StreamSession;
import k4j.cri.stream.TerminalSize;

/// Joins the client's end of an exec or attach to the process, until the process ends or the client
/// goes away.
public final class Command {

  private static final int BUFFER = 32 * 1024;

  private final CommandStreams client;
  private final StreamSession process;

  private Command(CommandStreams client, StreamSession process) {
    this.client = client;
    this.process = process;
  }

  /// Starts the process and stays until it is over.
  public interface Starter {
    StreamSession start();
  }

  /// @param exec whether the exit code is the client's to know: an attach only ends
  public static void run(
      CommandStreams client, CommandOptions options, boolean exec, Starter starter)
      throws IOException {
    try (client) {
      try (StreamSession process = starter.start()) {
        int code = new Command(client, process).join(options);
        client.finish(new CommandResult.Exited(exec ? code : 0));
      } catch (CriException e) {
        String verb =
            exec ? "error executing command in container: " : "error attaching to container: ";
        client.finish(new CommandResult.Failed(verb + e.getMessage()));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private int join(CommandOptions options) throws InterruptedException {
    CountDownLatch outputs =
        new CountDownLatch((options.stdout() ? 1 : 0) + (showsStderr(options) ? 1 : 0));
    if (options.stdin()) {
      start("stdin", this::copyInput);
    }
    if (options.stdout()) {
      start("stdout", () -> copyOutput(process.stdout(), client.stdout(), outputs));
    }
    if (showsStderr(options)) {
      start("stderr", () -> copyOutput(process.stderr(), client.stderr(), outputs));
    }
    if (options.tty()) {
      start("sizes", this::copySizes);
    }
    Thread watch = start("client", this::closeWhenGone);
    try {
      int code = process.waitForExit();
      outputs.await();
      return code;
    } finally {
      watch.interrupt();
    }
  }

  private static boolean showsStderr(CommandOptions options) {
    return options.stderr() && !options.tty();
  }

  private static Thread start(String name, Runnable task) {
    return Thread.ofVirtual().name("kubelet-command-" + name).start(task);
  }

  private void closeWhenGone() {
    try {
      client.awaitGone();
      process.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the process ended first
    }
  }

  private void copyInput() {
    try (InputStream from = client.stdin();
        OutputStream to = process.stdin()) {
      copy(from, to);
    } catch (IOException _) {
      // the process reads no more: its end tells the client
    }
  }

  private void copyOutput(InputStream from, OutputStream to, CountDownLatch done) {
    try {
      copy(from, to);
    } catch (IOException _) {
      // the client or the process is gone: either ends the command
    } finally {
      done.countDown();
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      to.write(buffer, 0, count);
      to.flush();
    }
  }

  private void copySizes() {
    try {
      for (Optional<TerminalSize> size = client.nextSize();
          size.isPresent();
          size = client.nextSize()) {
        process.resize(size.get());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (CriException _) {
      // the process ended
    }
  }
}
