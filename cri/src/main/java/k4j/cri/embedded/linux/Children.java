package k4j.cri.embedded.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;

/// Waits for processes without a thread each.
public final class Children {
  private static final int WNOHANG = 1;
  private final Reactor reactor;

  public Children(Reactor reactor) {
    this.reactor = reactor;
  }

  /// The exit code of a child of ours, 128 and its number for a signal; it is reaped.
  public CompletableFuture<Integer> exit(Spawn.Running child) throws LinuxException {
    return watch(child.pid(), () -> reap(child.pid()));
  }

  /// The end of any process; of a stranger the code is not known and is -1.
  public CompletableFuture<Integer> end(long pid) throws LinuxException {
    return watch(pid, () -> reap(pid));
  }

  /// Sees to it that a child of ours does not stay a zombie.
  public void reapAtEnd(Spawn.Running child) throws LinuxException {
    var _ = watch(child.pid(), () -> reap(child.pid()));
  }

  private CompletableFuture<Integer> watch(long pid, java.util.function.IntSupplier code)
      throws LinuxException {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    Reactor.Registration[] registration = new Reactor.Registration[1];
    registration[0] =
        reactor.register(
            Kernel.pidfd(pid),
            () -> {
              int value = code.getAsInt();
              registration[0].cancel();
              result.complete(value);
            });
    registration[0].arm(Reactor.READABLE);
    return result;
  }

  private static int reap(long pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(8, 8);
      long result = Kernel.tryCall(Syscall.WAIT4, pid, status.address(), WNOHANG, 0);
      if (result != pid) {
        return -1;
      }
      int value = status.get(ValueLayout.JAVA_INT, 0);
      int signal = value & 0x7f;
      return signal == 0 ? (value >> 8) & 0xff : 128 + signal;
    }
  }
}
