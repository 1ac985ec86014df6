package k4j.cri.embedded.stream;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import k4j.cri.CriException;
import k4j.cri.stream.StreamSession;
import k4j.cri.stream.TerminalSize;

/// The streams of an exec or attach, put together from their parts.
public record Session(
    OutputStream stdin,
    InputStream stdout,
    InputStream stderr,
    Consumer<TerminalSize> resizing,
    CompletableFuture<Integer> exit,
    Runnable closing)
    implements StreamSession {

  @Override
  public void resize(TerminalSize size) {
    resizing.accept(size);
  }

  @Override
  public int waitForExit() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw CriException.internal("waiting for a process failed", e);
    }
  }

  @Override
  public void close() {
    closing.run();
  }
}
