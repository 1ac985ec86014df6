package k4j.cri.embedded.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The two ends of an anonymous pipe.
public record Pipe(Fd reader, Fd writer) implements AutoCloseable {
  public static Pipe open() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(8, 4);
      Kernel.call(Syscall.PIPE2, ends.address(), Kernel.O_CLOEXEC);
      return new Pipe(
          new Fd(ends.get(ValueLayout.JAVA_INT, 0)), new Fd(ends.get(ValueLayout.JAVA_INT, 4)));
    }
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
