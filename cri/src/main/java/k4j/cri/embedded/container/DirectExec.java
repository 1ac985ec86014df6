package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.cri.embedded.cgroup.Cgroups;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.OwnThread;
import k4j.cri.embedded.linux.Spawn;
import k4j.cri.embedded.linux.Sysctl;
import k4j.cri.embedded.linux.Terminal;
import k4j.cri.embedded.oci.CapabilitySet;
import k4j.cri.embedded.oci.ProcessSpec;

/// Starts a command in a running container from a thread that has gone into it: its cgroup, its
/// namespaces and root, its user and capabilities. Takes no program of the node, and a millisecond.
final class DirectExec {
  private static final List<String> NAMESPACES = List.of("net", "uts", "ipc", "pid", "mnt");

  private DirectExec() {}

  /// The child's ends of its streams.
  record Ends(Fd stdin, Fd stdout, Fd stderr) {}

  /// A command that runs, and its terminal's master side if it has one.
  record Started(Spawn.Running child, Optional<Fd> terminal) {}

  static Started start(long initPid, String cgroup, ProcessSpec process, Ends ends, Cgroups cgroups)
      throws IOException {
    Started started =
        OwnThread.run(
            "k4j-exec",
            () -> {
              try {
                return enterAndStart(initPid, cgroup, process, ends, cgroups);
              } catch (LinuxException e) {
                throw refused(process, e);
              }
            });
    for (Path file : cgroups.processFiles(cgroup)) {
      try {
        Files.writeString(file, Long.toString(started.child().pid()));
      } catch (IOException _) {
        break; // it ended already
      }
    }
    return started;
  }

  private static Started enterAndStart(
      long initPid, String cgroup, ProcessSpec process, Ends ends, Cgroups cgroups)
      throws IOException {
    int lastCapability = Integer.parseInt(Sysctl.read("kernel.cap_last_cap"));
    Kernel.Restrictions restrictions =
        new Kernel.Restrictions(
            CapabilitySet.mask(process.capabilities()), lastCapability, process.noNewPrivileges());
    Spawn spawn =
        new Spawn(candidates(process), process.arguments())
            .environment(process.environment())
            .newSession();
    rehearse(process);
    List<Fd> namespaces = new ArrayList<>();
    try {
      for (String name : NAMESPACES) {
        namespaces.add(Kernel.open("/proc/" + initPid + "/ns/" + name, Kernel.O_RDONLY));
      }
      for (Path file : cgroups.threadFiles(cgroup)) {
        Files.writeString(file, "0");
      }
      Kernel.unshare(Kernel.CLONE_FS);
      for (Fd namespace : namespaces) {
        Kernel.setns(namespace, 0);
      }
      Optional<Fd> master = Optional.empty();
      if (process.terminal()) {
        Terminal terminal = Terminal.open("/dev/ptmx");
        master = Optional.of(terminal.master());
        spawn.open(0, terminal.path(), Kernel.O_RDWR).open(1, terminal.path(), Kernel.O_RDWR);
        spawn.open(2, terminal.path(), Kernel.O_RDWR);
      } else {
        spawn.pass(0, ends.stdin()).pass(1, ends.stdout()).pass(2, ends.stderr());
      }
      Kernel.changeDirectory(process.workingDirectory());
      Kernel.become(
          process.user().uid(),
          process.user().gid(),
          process.user().supplementalGroups(),
          restrictions);
      return new Started(spawn.start(), master);
    } finally {
      namespaces.forEach(Fd::close);
    }
  }

  /// Once inside, classes can no longer be found by their paths: those used there are used before.
  private static void rehearse(ProcessSpec process) throws LinuxException {
    new LinuxException("rehearsal", LinuxException.EINVAL).errno();
    if (process.terminal()) {
      Terminal.open("/dev/ptmx").master().close();
    }
  }

  private static List<String> candidates(ProcessSpec process) {
    String name = process.arguments().getFirst();
    if (name.contains("/")) {
      return List.of(name);
    }
    List<String> result = new ArrayList<>();
    for (String directory : process.environment().getOrDefault("PATH", "/bin").split(":", -1)) {
      result.add(directory + "/" + name);
    }
    return result;
  }

  private static IOException refused(ProcessSpec process, LinuxException e) {
    String name = process.arguments().getFirst();
    String text =
        e.errno() == LinuxException.ENOENT && !name.contains("/")
            ? "executable file not found in $PATH"
            : e.getMessage();
    return new IOException(
        "failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed:"
            + " unable to start container process: exec: \""
            + name
            + "\": "
            + text,
        e);
  }
}
