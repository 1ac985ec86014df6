package k4j.cri.embedded.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// System calls with Java's manners: text for strings, an exception for an errno.
public final class Kernel {
  public static final int AT_FDCWD = -100;
  public static final int CLONE_FS = 0x200;
  public static final int CLONE_NEWNS = 0x20000;
  public static final int CLONE_NEWUTS = 0x4000000;
  public static final int CLONE_NEWIPC = 0x8000000;
  public static final int CLONE_NEWNET = 0x40000000;
  public static final int CLONE_NEWPID = 0x20000000;
  public static final int CLONE_NEWCGROUP = 0x2000000;
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_NOCTTY = 0x100;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_PATH = 0x200000;

  private static final int PR_CAPBSET_DROP = 24;
  private static final int PR_SET_NO_NEW_PRIVS = 38;

  private Kernel() {}

  /// Calls and throws on an errno; a call that a signal interrupted is repeated.
  static long call(Syscall call, long... arguments) throws LinuxException {
    while (true) {
      long result = tryCall(call, arguments);
      if (result >= 0) {
        return result;
      }
      if (-result != LinuxException.EINTR) {
        throw new LinuxException(call.name().toLowerCase(java.util.Locale.ROOT), (int) -result);
      }
    }
  }

  /// Calls and answers the negative errno on failure.
  static long tryCall(Syscall call, long... arguments) {
    long[] a = java.util.Arrays.copyOf(arguments, 5);
    return Libc.syscall(call, a[0], a[1], a[2], a[3], a[4]);
  }

  public static Fd open(String path, int flags) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      long fd = call(Syscall.OPENAT, AT_FDCWD, text(arena, path), (long) flags | O_CLOEXEC, 0);
      return new Fd((int) fd);
    } catch (LinuxException e) {
      throw new LinuxException("open " + path, e.errno());
    }
  }

  /// An eventfd: a counter that others add to, and that reading takes.
  public static Fd eventCounter() throws LinuxException {
    return new Fd((int) call(Syscall.EVENTFD2, 0, O_CLOEXEC | O_NONBLOCK));
  }

  public static void unshare(int flags) throws LinuxException {
    call(Syscall.UNSHARE, flags);
  }

  /// Moves the calling thread into the namespace behind a file of `/proc/PID/ns`.
  public static void enterNamespace(String path, int type) throws LinuxException {
    try (Fd namespace = open(path, O_RDONLY)) {
      setns(namespace, type);
    }
  }

  public static void setns(Fd namespace, int type) throws LinuxException {
    call(Syscall.SETNS, namespace.number(), type);
  }

  /// Gives the calling thread, and what it starts, another identity for good. Capabilities that are
  /// not in the mask are out of reach for any program that is executed from here.
  public static void become(long uid, long gid, List<Long> groups, Restrictions limits)
      throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ids = arena.allocate(Math.max(8, 4L * groups.size()), 8);
      for (int i = 0; i < groups.size(); i++) {
        ids.setAtIndex(ValueLayout.JAVA_INT, i, groups.get(i).intValue());
      }
      for (int capability = 0; capability <= limits.lastCapability(); capability++) {
        if ((limits.capabilities() & (1L << capability)) == 0) {
          call(Syscall.PRCTL, PR_CAPBSET_DROP, capability);
        }
      }
      call(Syscall.SETGROUPS, groups.size(), ids.address());
      call(Syscall.SETRESGID, gid, gid, gid);
      call(Syscall.SETRESUID, uid, uid, uid);
      if (limits.noNewPrivileges()) {
        call(Syscall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      }
    }
  }

  /// What a thread can never get again: a mask of capabilities that stay possible, the number of
  /// the last one that the kernel knows, and whether programs may gain privileges.
  public record Restrictions(long capabilities, int lastCapability, boolean noNewPrivileges) {}

  public static void changeDirectory(String path) throws LinuxException {
    Mounts.workingDirectory(path);
  }

  public static void setHostname(String name) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      call(Syscall.SETHOSTNAME, text.address(), text.byteSize() - 1);
    }
  }

  public static void makeFifo(String path, int mode) throws LinuxException {
    makeNode(path, 0x1000 | mode, 0);
  }

  /// `mknod`: the mode has the file type in it; a device number packs major and minor as Linux
  /// does.
  public static void makeNode(String path, int mode, long device) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      call(Syscall.MKNODAT, AT_FDCWD, text(arena, path), mode, device);
    } catch (LinuxException e) {
      throw new LinuxException("mknod " + path, e.errno());
    }
  }

  public static long device(int major, int minor) {
    return (minor & 0xffL) | ((long) major << 8) | ((minor & ~0xffL) << 12);
  }

  public static void setXattr(String path, String name, String value) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(value);
      call(
          Syscall.LSETXATTR,
          text(arena, path),
          text(arena, name),
          bytes.address(),
          bytes.byteSize() - 1,
          0);
    }
  }

  /// Sends a signal; false if there is no such process.
  public static boolean kill(long pid, int signal) throws LinuxException {
    long result = tryCall(Syscall.KILL, pid, signal);
    if (result == -LinuxException.ESRCH) {
      return false;
    }
    if (result < 0) {
      throw new LinuxException("kill " + pid, (int) -result);
    }
    return true;
  }

  public static Fd pidfd(long pid) throws LinuxException {
    return new Fd((int) call(Syscall.PIDFD_OPEN, pid, 0));
  }

  /// A copy of a file descriptor of another process.
  public static Fd copyFd(Fd pidfd, int number) throws LinuxException {
    return new Fd((int) call(Syscall.PIDFD_GETFD, pidfd.number(), number, 0));
  }

  /// The kernel's id of the calling thread.
  public static long threadId() throws LinuxException {
    return call(Syscall.GETTID);
  }

  /// The magic number of the file system that a path is on.
  public static long fileSystemType(String path) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(256, 8);
      call(Syscall.STATFS, text(arena, path), result.address());
      return result.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  static long text(Arena arena, String value) {
    return arena.allocateFrom(value).address();
  }
}
