package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.cri.embedded.cgroup.Cgroups;
import k4j.cri.embedded.json.JsonText;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.Mounts;
import k4j.cri.embedded.linux.OwnThread;
import k4j.cri.embedded.linux.Spawn;
import k4j.cri.embedded.linux.Terminal;
import k4j.cri.embedded.oci.ProcessSpec;
import k4j.cri.embedded.state.ContainerRecord;

/// Starts a command in a container by its OCI runtime, which also puts its seccomp filter on.
final class RuntimeExec {
  private final OciLauncher launcher;
  private final Cgroups cgroups;

  RuntimeExec(OciLauncher launcher, Cgroups cgroups) {
    this.launcher = launcher;
    this.cgroups = cgroups;
  }

  DirectExec.Started start(
      ContainerRecord record, ContainerFiles files, ProcessSpec process, DirectExec.Ends ends)
      throws IOException {
    Path file = Files.createTempFile(files.directory(), "exec", ".json");
    Files.writeString(file, JsonText.of(process.oci()));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", Shim.JOIN, "join"));
    cgroups.joinFiles(record.cgroup()).stream()
        .filter(join -> !join.startsWith(OciLauncher.HYBRID))
        .forEach(join -> command.add(join.toString()));
    command.add("--");
    command.addAll(launcher.prefix(files.runtimeLog()));
    command.addAll(List.of("exec", "--process", file.toString(), record.id()));
    return OwnThread.run(
        "k4j-exec",
        () -> {
          Kernel.unshare(Kernel.CLONE_FS | Kernel.CLONE_NEWNS);
          Mounts.propagation("/", Mounts.MS_SLAVE | Mounts.MS_REC);
          launcher.hideHybridCgroups();
          Spawn spawn = new Spawn("/bin/sh", command).environment(Shim.ENVIRONMENT).newSession();
          if (!process.terminal()) {
            spawn.pass(0, ends.stdin()).pass(1, ends.stdout()).pass(2, ends.stderr());
            return new DirectExec.Started(spawn.start(), Optional.<Fd>empty());
          }
          Terminal terminal = Terminal.open("/dev/ptmx");
          spawn.open(0, terminal.path(), Kernel.O_RDWR).open(1, terminal.path(), Kernel.O_RDWR);
          spawn.open(2, terminal.path(), Kernel.O_RDWR);
          return new DirectExec.Started(spawn.start(), Optional.of(terminal.master()));
        });
  }
}
