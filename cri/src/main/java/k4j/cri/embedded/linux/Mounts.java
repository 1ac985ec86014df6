package k4j.cri.embedded.linux;

import java.lang.foreign.Arena;

/// Mounting in the mount namespace of the calling thread.
public final class Mounts {
  public static final long MS_RDONLY = 1;
  public static final long MS_NOSUID = 2;
  public static final long MS_NODEV = 4;
  public static final long MS_NOEXEC = 8;
  public static final long MS_REMOUNT = 0x20;
  public static final long MS_BIND = 0x1000;
  public static final long MS_REC = 0x4000;
  public static final long MS_PRIVATE = 0x40000;
  public static final long MS_SLAVE = 0x80000;
  public static final long MS_SHARED = 0x100000;
  public static final long MS_RELATIME = 0x200000;
  public static final long MS_STRICTATIME = 0x1000000;
  private static final int MNT_DETACH = 2;
  private static final int OPEN_TREE_CLONE = 1;
  private static final int AT_RECURSIVE = 0x8000;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;

  private Mounts() {}

  public static void mount(String source, String target, String type, long flags, String data)
      throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Kernel.call(
          Syscall.MOUNT,
          Kernel.text(arena, source),
          Kernel.text(arena, target),
          type.isEmpty() ? 0 : Kernel.text(arena, type),
          flags,
          data.isEmpty() ? 0 : Kernel.text(arena, data));
    } catch (LinuxException e) {
      throw new LinuxException("mount " + source + " at " + target, e.errno());
    }
  }

  public static void bind(String source, String target, boolean recursive) throws LinuxException {
    mount(source, target, "", MS_BIND | (recursive ? MS_REC : 0), "");
  }

  /// Makes the mount at a path read-only. Flags that the mount has must be kept, so the usual ones
  /// are tried when the bare form is refused.
  public static void remountReadOnly(String target) throws LinuxException {
    long[] kept = {0, MS_NOSUID | MS_NODEV, MS_NOSUID | MS_NODEV | MS_NOEXEC, MS_NODEV};
    LinuxException refused = null;
    for (long flags : kept) {
      try {
        mount("none", target, "", MS_BIND | MS_REMOUNT | MS_RDONLY | flags, "");
        return;
      } catch (LinuxException e) {
        refused = e;
      }
    }
    throw java.util.Objects.requireNonNull(refused);
  }

  public static void propagation(String target, long flags) throws LinuxException {
    mount("none", target, "", flags, "");
  }

  public static void detach(String target) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Kernel.call(Syscall.UMOUNT2, Kernel.text(arena, target), MNT_DETACH);
    } catch (LinuxException e) {
      throw new LinuxException("umount " + target, e.errno());
    }
  }

  /// `pivot_root`: every process of this mount namespace whose root was the old one goes along.
  public static void pivot(String root, String old) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Kernel.call(Syscall.PIVOT_ROOT, Kernel.text(arena, root), Kernel.text(arena, old));
    }
  }

  public static void workingDirectory(String path) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Kernel.call(Syscall.CHDIR, Kernel.text(arena, path));
    }
  }

  /// A detached copy of the mounts at a path, to be attached in another namespace.
  public static Fd copyTree(String path) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      return new Fd(
          (int)
              Kernel.call(
                  Syscall.OPEN_TREE,
                  Kernel.AT_FDCWD,
                  Kernel.text(arena, path),
                  OPEN_TREE_CLONE | AT_RECURSIVE | Kernel.O_CLOEXEC));
    }
  }

  public static void attachTree(Fd tree, String target) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Kernel.call(
          Syscall.MOVE_MOUNT,
          tree.number(),
          Kernel.text(arena, ""),
          Kernel.AT_FDCWD,
          Kernel.text(arena, target),
          MOVE_MOUNT_F_EMPTY_PATH);
    }
  }
}
