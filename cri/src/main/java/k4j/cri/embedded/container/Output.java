package k4j.cri.embedded.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Reactor;
import k4j.cri.embedded.log.CriLog;
import k4j.cri.embedded.log.LineSplitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One output stream of a container: what comes out of the pipe (or terminal) goes into the log and
/// to everyone who is attached.
final class Output {
  private static final Logger LOG = LoggerFactory.getLogger(Output.class);
  private static final int BUFFER = 32 * 1024;
  private static final int MAX_ROUNDS = 16;

  /// Someone who is attached to the stream. Called on the reactor's thread; must not block.
  interface Listener {
    void data(byte[] bytes, int length);

    void end();
  }

  private final Fd fd;
  private final CriLog log;
  private final InstantSource clock;
  private final LineSplitter splitter;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Reactor.Registration registration;
  private boolean ended;

  private Output(Reactor reactor, Fd fd, String stream, CriLog log, InstantSource clock)
      throws LinuxException {
    this.fd = fd;
    this.log = log;
    this.clock = clock;
    this.splitter = new LineSplitter(stream);
    this.registration = reactor.register(fd, this::ready);
  }

  static Output start(Reactor reactor, Fd fd, String stream, CriLog log, InstantSource clock)
      throws LinuxException {
    Output output = new Output(reactor, fd.nonBlocking(), stream, log, clock);
    output.registration.arm(Reactor.READABLE);
    return output;
  }

  void add(Listener listener) {
    listeners.add(listener);
    if (isEnded()) {
      listener.end();
    }
  }

  void remove(Listener listener) {
    listeners.remove(listener);
  }

  /// Takes what is left and ends the stream; the container must be dead.
  void finish() {
    synchronized (this) {
      if (ended) {
        return;
      }
      drain(Integer.MAX_VALUE);
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      splitter.finish(clock.instant(), rest);
      write(rest);
      ended = true;
    }
    registration.cancel();
    listeners.forEach(Listener::end);
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  private synchronized void ready() {
    if (ended) {
      return;
    }
    boolean open = drain(MAX_ROUNDS);
    try {
      if (open) {
        registration.arm(Reactor.READABLE);
      }
    } catch (LinuxException e) {
      LOG.atDebug().setCause(e).log("An output stream was closed");
    }
  }

  /// Reads until there is nothing, or enough for once; false at the end of the stream.
  private boolean drain(int rounds) {
    byte[] buffer = new byte[BUFFER];
    for (int i = 0; i < rounds; i++) {
      int count = fd.read(buffer);
      if (count <= 0) {
        ByteArrayOutputStream partial = new ByteArrayOutputStream();
        splitter.flush(clock.instant(), partial);
        write(partial);
        return count == -LinuxException.EAGAIN;
      }
      ByteArrayOutputStream lines = new ByteArrayOutputStream(count + 256);
      splitter.split(buffer, count, clock.instant(), lines);
      write(lines);
      for (Listener listener : listeners) {
        listener.data(buffer, count);
      }
    }
    return true;
  }

  private void write(ByteArrayOutputStream lines) {
    if (lines.size() == 0) {
      return;
    }
    try {
      log.append(lines.toByteArray(), lines.size());
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("The log of a container cannot be written");
    }
  }
}
