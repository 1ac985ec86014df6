package k4j.cri.embedded.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Reactor;

/// Writes to a pipe or a terminal; waits for room without holding a thread of the machine.
public final class PipeWriter extends OutputStream {
  private final Fd fd;
  private final Semaphore room = new Semaphore(0);
  private final ReentrantLock lock = new ReentrantLock();
  private final Reactor.Registration registration;
  private final Runnable closing;

  private PipeWriter(Reactor reactor, Fd fd, Runnable closing) throws LinuxException {
    this.fd = fd;
    this.closing = closing;
    this.registration = reactor.register(fd, room::release);
  }

  /// Takes over the descriptor and closes it when the stream is closed, and then calls `closing`.
  public static PipeWriter start(Reactor reactor, Fd fd, Runnable closing) throws LinuxException {
    return new PipeWriter(reactor, fd.nonBlocking(), closing);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    lock.lock();
    try {
      int done = 0;
      while (done < length) {
        if (!fd.isOpen()) {
          throw new IOException("stream closed");
        }
        int count = fd.write(bytes, offset + done, Math.min(length - done, 32 * 1024));
        if (count >= 0) {
          done += count;
        } else if (count == -LinuxException.EAGAIN) {
          registration.arm(Reactor.WRITABLE);
          room.acquire();
        } else {
          throw new LinuxException("write", -count);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException failure = new InterruptedIOException("interrupted");
      failure.initCause(e);
      throw failure;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    if (fd.isOpen()) {
      registration.cancel();
      room.release();
      closing.run();
    }
  }
}
