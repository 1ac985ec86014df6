package k4j.cri.embedded.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Waits for a process to be dead, for a short while, blocking the thread.
public final class ProcessEnd {
  private ProcessEnd() {}

  /// True when the process is gone.
  public static boolean await(long pid, int millis) throws LinuxException {
    try (Fd pidfd = Kernel.pidfd(pid);
        Fd epoll = new Fd((int) Kernel.call(Syscall.EPOLL_CREATE1, Kernel.O_CLOEXEC));
        Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(16, 8);
      event.set(ValueLayout.JAVA_INT, 0, Reactor.READABLE);
      Kernel.call(Syscall.EPOLL_CTL, epoll.number(), 1, pidfd.number(), event.address());
      return Kernel.call(Syscall.EPOLL_PWAIT, epoll.number(), event.address(), 1, millis, 0) > 0;
    } catch (LinuxException e) {
      if (e.errno() == LinuxException.ESRCH) {
        return true;
      }
      throw e;
    }
  }
}
