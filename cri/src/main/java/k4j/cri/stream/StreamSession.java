package k4j.cri.stream;

import java.io.InputStream;
import java.io.OutputStream;

/// The live streams of an exec or attach. A stream that was not asked for (or stderr with a TTY) is
/// empty, or for stdin swallows what is written. Closing stdin tells the process that input ended;
/// both outputs end when the process does.
public interface StreamSession extends AutoCloseable {
  OutputStream stdin();

  InputStream stdout();

  InputStream stderr();

  /// Does nothing without a TTY.
  void resize(TerminalSize size);

  /// Waits for the command of an exec, or the container of an attach, to end.
  int waitForExit() throws InterruptedException;

  /// Lets go of the streams; kills the command of an exec that still runs, never an attached
  /// container.
  @Override
  void close();
}
