package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.Spawn;

/// The supervisor of one container: a shell that outlives this process. It holds the pipes of the
/// container open for reading and writing, so that nobody gets SIGPIPE and nothing is lost while no
/// one reads them; it waits for the container, writes its exit code down, tells it on the event
/// pipe, and then stays until it is killed by whoever has read all that.
final class Shim {
  private static final int MASTER = 7;

  /// The descriptors above 2 are the shim's own and not for the container.
  private static final String SCRIPT =
      """
      cd "$1" || exit 1
      shift
      "$@" 3>&- 4>&- 5>&- 6>&- 7>&-
      code=$?
      echo $code >exit
      echo "exit $code" >&6
      read -r never <wait
      """;

  /// Joins cgroups by name, then becomes the command behind `--`.
  static final String JOIN =
      """
      while [ "$1" != -- ]; do echo 0 >"$1" || exit 125; shift; done
      shift
      exec "$@"
      """;

  static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

  private Shim() {}

  /// How the standard streams of the container's supervisor are laid.
  sealed interface Streams {
    /// Pipes, and whether there is input and if it stays open when the first who wrote it leaves.
    record Pipes(boolean stdin, boolean keepOpen) implements Streams {}

    /// A pseudo terminal by its path; it becomes the shim's own.
    record Terminal(Fd master, String slave) implements Streams {}

    /// A pseudo terminal by descriptors; the container makes it its own.
    record ForeignTerminal(Fd master, Fd slave) implements Streams {}
  }

  static Spawn.Running start(ContainerFiles files, List<String> command, Streams streams)
      throws IOException {
    Path script = files.directory().resolve("shim");
    Files.writeString(script, SCRIPT);
    List<String> arguments =
        new ArrayList<>(List.of("sh", script.toString(), files.directory().toString()));
    arguments.addAll(command);
    Spawn spawn = new Spawn("/bin/sh", arguments).environment(ENVIRONMENT).newSession();
    switch (streams) {
      case Streams.Pipes(boolean stdin, boolean keepOpen) -> {
        spawn.open(3, files.stdout(), Kernel.O_RDWR).open(4, files.stderr(), Kernel.O_RDWR);
        spawn.open(0, stdin ? files.stdin() : "/dev/null", Kernel.O_RDONLY);
        spawn.open(1, files.stdout(), Kernel.O_WRONLY).open(2, files.stderr(), Kernel.O_WRONLY);
        if (stdin && keepOpen) {
          spawn.open(5, files.stdin(), Kernel.O_RDWR);
        }
      }
      case Streams.Terminal(Fd master, String slave) -> {
        spawn.open(0, slave, Kernel.O_RDWR).open(1, slave, Kernel.O_RDWR);
        spawn.open(2, slave, Kernel.O_RDWR).pass(MASTER, master);
      }
      case Streams.ForeignTerminal(Fd master, Fd slave) ->
          spawn.pass(0, slave).pass(1, slave).pass(2, slave).pass(MASTER, master);
    }
    return spawn.open(6, files.events(), Kernel.O_RDWR).start();
  }

  /// A copy of the master side of the terminal that a shim holds. Shells put descriptors that they
  /// close for a command aside, so it may have any number.
  static Fd terminal(long shim) throws IOException {
    try (Fd pidfd = Kernel.pidfd(shim);
        Stream<Path> open = Files.list(Path.of("/proc/" + shim + "/fd"))) {
      for (Path fd : open.toList()) {
        if (Files.readSymbolicLink(fd).endsWith("ptmx")) {
          return Kernel.copyFd(pidfd, Integer.parseInt(String.valueOf(fd.getFileName())));
        }
      }
    }
    throw new IOException("the supervisor holds no terminal");
  }

  /// The exit code that was written down, if the container ended.
  static Optional<Integer> exitCode(ContainerFiles files) {
    try {
      String text = Files.readString(files.exit()).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(text));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }
}
