package k4j.cri.embedded.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A pseudo terminal: the master side, and the number that its other side has in `/dev/pts`.
public record Terminal(Fd master, int number) {
  private static final long TIOCGPTN = 0x80045430L;
  private static final long TIOCSPTLCK = 0x40045431L;
  private static final long TIOCGPTPEER = 0x5441L;
  private static final long TIOCSWINSZ = 0x5414L;

  /// Opens a new one through a `ptmx` device; its slave lies beside that device, in `pts`.
  public static Terminal open(String ptmx) throws LinuxException {
    Fd master = Kernel.open(ptmx, Kernel.O_RDWR | Kernel.O_NOCTTY);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(8, 8);
      Kernel.call(Syscall.IOCTL, master.number(), TIOCSPTLCK, value.address());
      Kernel.call(Syscall.IOCTL, master.number(), TIOCGPTN, value.address());
      return new Terminal(master, value.get(ValueLayout.JAVA_INT, 0));
    } catch (LinuxException e) {
      master.close();
      throw e;
    }
  }

  /// The other side, without making it the terminal of this process.
  public Fd slave() throws LinuxException {
    long fd =
        Kernel.call(
            Syscall.IOCTL,
            master.number(),
            TIOCGPTPEER,
            Kernel.O_RDWR | Kernel.O_NOCTTY | Kernel.O_CLOEXEC);
    return new Fd((int) fd);
  }

  public String path() {
    return "/dev/pts/" + number;
  }

  /// Tells the terminal how big the window is that it is shown in.
  public static void resize(Fd master, int columns, int rows) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(8, 2);
      size.set(ValueLayout.JAVA_SHORT, 0, (short) rows);
      size.set(ValueLayout.JAVA_SHORT, 2, (short) columns);
      Kernel.call(Syscall.IOCTL, master.number(), TIOCSWINSZ, size.address());
    }
  }
}
