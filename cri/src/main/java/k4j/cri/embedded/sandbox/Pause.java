package k4j.cri.embedded.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import k4j.cri.embedded.linux.Children;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Mounts;
import k4j.cri.embedded.linux.Pipe;
import k4j.cri.embedded.linux.Spawn;
import k4j.cri.embedded.state.ProcessId;

/// The process that holds the namespaces of a sandbox: a shell that waits for a line that never
/// comes. Ignoring SIGCHLD it also reaps what is left over in a shared pid namespace.
final class Pause {
  private static final String SCRIPT =
      "trap '' CHLD; cd /; read -r pid rest </proc/self/stat; echo $pid >&3; exec 3>&-; read -r x";
  static final Map<String, String> PATH =
      Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

  private Pause() {}

  /// Starts the process in the namespaces of the calling thread, whose mount namespace must be its
  /// own. Then makes the sandbox's shared memory the only thing that is mounted there, so that no
  /// other mount of the node is kept alive by it.
  static ProcessId start(Path directory, boolean sharedPid, Children children) throws IOException {
    Path memory = directory.resolve("shm");
    Mounts.mount(
        "shm",
        memory.toString(),
        "tmpfs",
        Mounts.MS_NOSUID | Mounts.MS_NODEV | Mounts.MS_NOEXEC,
        "mode=1777,size=67108864");
    Path never = directory.resolve("never");
    Kernel.makeFifo(never.toString(), 0600);
    ProcessId pause = spawn(never, sharedPid, children);
    Mounts.workingDirectory(memory.toString());
    Mounts.pivot(".", ".");
    Mounts.detach(".");
    return pause;
  }

  private static ProcessId spawn(Path never, boolean sharedPid, Children children)
      throws IOException {
    List<String> shell = List.of("sh", "-c", SCRIPT, "k4j-pause");
    List<String> command =
        sharedPid ? concat(List.of("unshare", "--pid", "--fork", "--"), shell) : shell;
    try (Pipe ready = Pipe.open()) {
      Spawn.Running child =
          new Spawn(sharedPid ? "/usr/bin/unshare" : "/bin/sh", command)
              .environment(PATH)
              .newSession()
              .open(0, never.toString(), Kernel.O_RDWR)
              .open(1, "/dev/null", Kernel.O_WRONLY)
              .open(2, "/dev/null", Kernel.O_WRONLY)
              .pass(3, ready.writer())
              .start();
      children.reapAtEnd(child);
      ready.writer().close();
      long pid = Long.parseLong(line(ready.reader()));
      return ProcessId.of(pid).orElseThrow(() -> new LinuxException("pause", LinuxException.ESRCH));
    }
  }

  private static String line(Fd fd) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[64];
    while (text.indexOf("\n") < 0) {
      int count = fd.read(buffer);
      if (count <= 0) {
        throw new IOException("the sandbox's process did not start");
      }
      text.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
    }
    return text.toString().strip();
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
  }
}
