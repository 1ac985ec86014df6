package k4j.cri.embedded.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;

/// A process for good: its number, and when it started, since numbers are used again.
public record ProcessId(long pid, long startTicks) {
  private static final int START_FIELD = 19;

  /// The process that has this number now.
  public static Optional<ProcessId> of(long pid) {
    String[] fields = fields(pid);
    return fields.length > START_FIELD
        ? Optional.of(new ProcessId(pid, Long.parseLong(fields[START_FIELD])))
        : Optional.empty();
  }

  /// Whether the process still runs; a zombie does not.
  public boolean isAlive() {
    String[] fields = fields(pid);
    return fields.length > START_FIELD
        && Long.parseLong(fields[START_FIELD]) == startTicks
        && !fields[0].equals("Z")
        && !fields[0].equals("X");
  }

  public void signal(int signal) throws LinuxException {
    if (isAlive()) {
      Kernel.kill(pid, signal);
    }
  }

  /// The fields of `/proc/PID/stat` behind the name, the state first.
  private static String[] fields(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    } catch (IOException | IndexOutOfBoundsException _) {
      return new String[0];
    }
  }
}
