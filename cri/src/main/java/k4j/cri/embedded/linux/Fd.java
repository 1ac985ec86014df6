package k4j.cri.embedded.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/// An open file descriptor of this process, closed once.
public final class Fd implements AutoCloseable {
  private static final int F_SETFL = 4;
  private static final int F_GETFL = 3;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_SETPIPE_SZ = 1031;

  private final int number;
  private final AtomicBoolean closed = new AtomicBoolean();

  Fd(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /// Reads what is there into the array: the count, 0 at the end, or the negative errno.
  public int read(byte[] into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(into.length);
      long count = Kernel.tryCall(Syscall.READ, number, buffer.address(), into.length);
      if (count > 0) {
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, 0, (int) count);
      }
      return (int) count;
    }
  }

  /// Writes part of the array: the count written, or the negative errno.
  public int write(byte[] from, int offset, int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, length));
      MemorySegment.copy(from, offset, buffer, ValueLayout.JAVA_BYTE, 0, length);
      return (int) Kernel.tryCall(Syscall.WRITE, number, buffer.address(), length);
    }
  }

  public Fd nonBlocking() throws LinuxException {
    long flags = Kernel.call(Syscall.FCNTL, number, F_GETFL, 0);
    Kernel.call(Syscall.FCNTL, number, F_SETFL, flags | Kernel.O_NONBLOCK);
    return this;
  }

  /// Asks for a bigger pipe; a refusal (the user's limit of pipe pages) is no harm.
  public Fd pipeSize(int bytes) {
    Kernel.tryCall(Syscall.FCNTL, number, F_SETPIPE_SZ, bytes);
    return this;
  }

  /// Another descriptor for the same open file.
  public Fd duplicate() throws LinuxException {
    return new Fd((int) Kernel.call(Syscall.FCNTL, number, F_DUPFD_CLOEXEC, 3));
  }

  public boolean isOpen() {
    return !closed.get();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Kernel.tryCall(Syscall.CLOSE, number);
    }
  }
}
