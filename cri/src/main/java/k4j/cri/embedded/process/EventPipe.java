package k4j.cri.embedded.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Reactor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a pipe line by line on the reactor's thread.
public final class EventPipe {
  private static final Logger LOG = LoggerFactory.getLogger(EventPipe.class);
  private final Fd fd;
  private final Consumer<String> lines;
  private final StringBuilder held = new StringBuilder();
  private final byte[] buffer = new byte[8192];
  private final Reactor.Registration registration;

  private EventPipe(Reactor reactor, Fd fd, Consumer<String> lines) throws LinuxException {
    this.fd = fd;
    this.lines = lines;
    this.registration = reactor.register(fd, this::ready);
  }

  public static EventPipe open(Reactor reactor, String path, Consumer<String> lines)
      throws IOException {
    EventPipe pipe =
        new EventPipe(reactor, Kernel.open(path, Kernel.O_RDWR | Kernel.O_NONBLOCK), lines);
    pipe.registration.arm(Reactor.READABLE);
    return pipe;
  }

  private void ready() {
    int count;
    while ((count = fd.read(buffer)) > 0) {
      held.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
    }
    int end;
    while ((end = held.indexOf("\n")) >= 0) {
      String line = held.substring(0, end);
      held.delete(0, end + 1);
      lines.accept(line);
    }
    try {
      if (fd.isOpen()) {
        registration.arm(Reactor.READABLE);
      }
    } catch (LinuxException e) {
      LOG.atDebug().setCause(e).log("An event pipe was closed");
    }
  }

  public void close() {
    registration.cancel();
  }
}
