package k4j.cri.embedded.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/// The C library: `syscall(2)` and the `posix_spawn` family, all called with six longs.
///
/// Every argument of these functions travels in a general register on the two machines that are
/// served, so one shape of call does for all of them, and only one has to be linked at start.
@SuppressWarnings("restricted")
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(StructLayout.PathElement.groupElement("errno"));
  private static final FunctionDescriptor SEVEN =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);
  private static final MethodHandle CALL =
      LINKER.downcallHandle(SEVEN, Linker.Option.captureCallState("errno"));
  private static final MemorySegment SYSCALL = symbol("syscall").orElseThrow();

  private Libc() {}

  static Optional<MemorySegment> symbol(String name) {
    return LINKER.defaultLookup().find(name);
  }

  /// The result of a system call, or the negative errno.
  static long syscall(Syscall call, long a, long b, long c, long d, long e) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = invoke(SYSCALL, state, call.number(), a, b, c, d, e);
      return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    }
  }

  /// Calls a function of the `posix_spawn` family, which returns its errno.
  static int posix(MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) (long) CALL.invokeExact(function, arena.allocate(STATE), a, b, c, d, e, f, 0L);
    } catch (Throwable t) {
      throw new AssertionError("a downcall does not throw", t);
    }
  }

  private static long invoke(
      MemorySegment function,
      MemorySegment state,
      long nr,
      long a,
      long b,
      long c,
      long d,
      long e) {
    try {
      return (long) CALL.invokeExact(function, state, nr, a, b, c, d, e, 0L);
    } catch (Throwable t) {
      throw new AssertionError("a downcall does not throw", t);
    }
  }
}
