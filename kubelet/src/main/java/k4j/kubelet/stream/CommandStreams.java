package k4j.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import k4j.cri.stream.TerminalSize;

/// The client's end of an exec or attach, whichever protocol it speaks.
public interface CommandStreams extends AutoCloseable {

  /// Ends when the client closes its input or goes away.
  InputStream stdin();

  OutputStream stdout();

  OutputStream stderr();

  /// Waits for the next size of the client's terminal; empty when no more come.
  Optional<TerminalSize> nextSize() throws InterruptedException;

  /// Waits until the client went away.
  void awaitGone() throws InterruptedException;

  /// Says how it went and that nothing follows.
  void finish(CommandResult result) throws IOException;

  @Override
  void close();
}
