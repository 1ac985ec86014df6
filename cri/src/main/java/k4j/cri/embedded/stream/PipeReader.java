package k4j.cri.embedded.stream;

import java.io.InputStream;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Reactor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a pipe or a terminal on the reactor's thread into a queue, no faster than it is emptied.
public final class PipeReader {
  private static final Logger LOG = LoggerFactory.getLogger(PipeReader.class);
  private static final int BOUND = 256 * 1024;
  private final Fd fd;
  private final byte[] buffer = new byte[32 * 1024];
  private final ByteQueue queue = new ByteQueue(BOUND, this::arm);
  private final Reactor.Registration registration;

  private PipeReader(Reactor reactor, Fd fd) throws LinuxException {
    this.fd = fd;
    this.registration = reactor.register(fd, this::ready);
  }

  /// Takes over the descriptor and closes it at its end.
  public static PipeReader start(Reactor reactor, Fd fd) throws LinuxException {
    PipeReader reader = new PipeReader(reactor, fd.nonBlocking());
    reader.arm();
    return reader;
  }

  public InputStream stream() {
    return queue;
  }

  private void ready() {
    int count = fd.read(buffer);
    if (count > 0) {
      if (queue.offer(buffer, count)) {
        arm();
      }
    } else if (count == -LinuxException.EAGAIN) {
      arm();
    } else {
      registration.cancel();
      queue.end();
    }
  }

  private void arm() {
    try {
      if (fd.isOpen()) {
        registration.arm(Reactor.READABLE);
      }
    } catch (LinuxException e) {
      LOG.atDebug().setCause(e).log("A stream is gone");
      queue.end();
    }
  }

  /// Stops reading; what was read can still be taken.
  public void close() {
    registration.cancel();
    queue.end();
  }
}
