package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import k4j.cri.CriException;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.SecurityProfile;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Mounts;
import k4j.cri.embedded.linux.OwnThread;
import k4j.cri.embedded.linux.Spawn;
import k4j.cri.embedded.linux.Terminal;
import k4j.cri.embedded.oci.ProcessSpec;
import k4j.cri.embedded.oci.Seccomp;
import k4j.cri.embedded.process.GoScript;
import k4j.cri.sandbox.NamespaceMode;

/// Containers by util-linux alone.
///
/// A thread of ours makes the container's mount namespace. A shell below the shim goes into it
/// (`nsenter`), into a pid namespace (`unshare`) and cgroups, gives up what the container may not
/// have (`setpriv`) and waits at a gate: a shell that reads a pipe. Then the thread changes the
/// root of the whole namespace, that shell's too, and sends it the environment and the command to
/// become.
public final class NativeLauncher implements Launcher {
  private static final String INIT =
      """
      root=$1 events=$2 go=$3
      shift 3
      cd /
      while [ "$1" != -- ]; do echo 0 >"$1" || exit 125; shift; done
      shift
      mount -t proc -o nosuid,nodev,noexec proc "$root/proc" || exit 125
      exec 9<>"$go"
      read -r pid rest </proc/self/stat
      echo "pid $pid" >"$events"
      exec "$@"
      """;

  /// The first child of a process that entered or made a pid namespace is the one inside it. The
  /// programs that did so could fork by themselves, but hide which signal the child died of.
  private static final String FIRST = "\"$@\"; exit $?";

  private static final String GATE =
      """
      script=
      while IFS= read -r line <&9; do
        [ "$line" = "$0" ] && break
        script="$script$line
      "
      done
      exec 9<&-
      eval "$script"
      """;

  @Override
  public String description() {
    return "util-linux";
  }

  @Override
  public Launched launch(LaunchPlan plan, Startup startup) throws IOException {
    if (plan.container().config().securityContext().seccomp().type()
            == SecurityProfile.Type.LOCALHOST
        && Seccomp.confines(plan.container().config().securityContext())) {
      throw CriException.invalid("seccomp is not supported without an OCI runtime");
    }
    return OwnThread.run("k4j-container", () -> launchHere(plan, startup));
  }

  private static Launched launchHere(LaunchPlan plan, Startup startup) throws IOException {
    long thread = Kernel.threadId();
    Stage stage = Stage.enter(plan);
    NativeMounts mounts = new NativeMounts(stage.root());
    mounts.apply(stage.mounts(), stage.devices());
    byte[] script = script(stage).getBytes(StandardCharsets.UTF_8);
    try (Fd go = Kernel.open(plan.files().go(), Kernel.O_RDWR)) {
      Optional<Terminal> terminal = terminal(stage);
      List<String> command = command(stage, thread);
      Spawn.Running shim =
          OwnThread.run(
              "k4j-shim", () -> Shim.start(plan.files(), command, streams(stage, terminal)));
      try {
        long pid = startup.awaitPid();
        mounts.confine(plan.container().config().securityContext());
        Files.writeString(
            Path.of("/proc/" + pid + "/oom_score_adj"),
            Long.toString(stage.process().oomScoreAdj()));
        enterRoot(plan.root().root().toString());
        send(go, script);
        return new Launched(shim, terminal.map(Terminal::master), stage.process().user());
      } catch (IOException | RuntimeException e) {
        Kernel.kill(shim.pid(), 9);
        throw e;
      }
    }
  }

  private static void enterRoot(String root) throws LinuxException {
    Mounts.workingDirectory(root);
    Mounts.pivot(".", ".");
    Mounts.detach(".");
  }

  /// Classes can no longer be found here, so nothing but the write may happen.
  private static void send(Fd go, byte[] script) throws LinuxException {
    int done = 0;
    while (done < script.length) {
      int count = go.write(script, done, Math.min(4096, script.length - done));
      if (count < 0) {
        throw new LinuxException("write", -count);
      }
      done += count;
    }
  }

  private static String endMark(LaunchPlan plan) {
    return "#go-" + plan.container().id();
  }

  private static String script(Stage stage) throws IOException {
    ProcessSpec process = stage.process();
    String path = process.environment().getOrDefault("PATH", "");
    String name = process.arguments().getFirst();
    if (stage.root().program(name, path, process.workingDirectory()).isEmpty()) {
      throw new IOException(
          "failed to create containerd task: failed to create shim task: OCI runtime create failed:"
              + " unable to start container process: exec: \""
              + name
              + "\": "
              + (name.contains("/")
                  ? "stat " + name + ": no such file or directory"
                  : "executable file not found in $PATH"));
    }
    String env = "/usr/bin/env";
    if (GoScript.needsEnv(process.environment()) && stage.root().program(env, "", "/").isEmpty()) {
      throw new IOException(
          "an environment variable whose name no shell can set needs an OCI runtime, or "
              + env
              + " in the image");
    }
    return GoScript.of(process, env, endMark(stage.plan()));
  }

  private static Optional<Terminal> terminal(Stage stage) throws IOException {
    return stage.process().terminal()
        ? Optional.of(Terminal.open(stage.root().root() + "/dev/pts/ptmx"))
        : Optional.empty();
  }

  private static Shim.Streams streams(Stage stage, Optional<Terminal> terminal) throws IOException {
    if (terminal.isPresent()) {
      return new Shim.Streams.ForeignTerminal(terminal.get().master(), terminal.get().slave());
    }
    ContainerConfig config = stage.plan().container().config();
    return new Shim.Streams.Pipes(config.stdin(), !config.stdinOnce());
  }

  private static List<String> command(Stage stage, long thread) {
    LaunchPlan plan = stage.plan();
    NamespaceMode pid = plan.container().config().securityContext().namespaceOptions().pid();
    List<String> command = new ArrayList<>();
    command.add("nsenter");
    long self = ProcessHandle.current().pid();
    command.add("--mount=/proc/" + self + "/task/" + thread + "/ns/mnt");
    OciLauncher.namespaces(plan)
        .forEach((type, path) -> {
          if (!path.isEmpty()) {
            command.add("--" + (type.equals("network") ? "net" : type) + "=" + path);
          }
        });
    if (pid == NamespaceMode.POD || pid == NamespaceMode.TARGET) {
      command.add("--no-fork");
    }
    command.add("--");
    if (pid == NamespaceMode.CONTAINER) {
      command.addAll(List.of("unshare", "--pid", "--"));
    }
    if (pid != NamespaceMode.NODE) {
      command.addAll(List.of("sh", "-c", FIRST, "first"));
    }
    command.addAll(
        List.of(
            "sh",
            "-c",
            INIT,
            "init",
            plan.root().root().toString(),
            plan.files().events(),
            plan.files().go()));
    plan.cgroups()
        .joinFiles(plan.container().cgroup())
        .forEach(file -> command.add(file.toString()));
    command.add("--");
    if (stage.process().terminal()) {
      command.addAll(List.of("setsid", "--ctty"));
    }
    command.addAll(privileges(stage));
    command.addAll(List.of("sh", "-c", GATE, endMark(plan)));
    return command;
  }

  private static List<String> privileges(Stage stage) {
    ProcessSpec process = stage.process();
    List<String> command = new ArrayList<>();
    command.add("setpriv");
    command.add("--reuid=" + process.user().uid());
    command.add("--regid=" + process.user().gid());
    List<Long> groups = process.user().supplementalGroups();
    command.add(
        groups.isEmpty()
            ? "--clear-groups"
            : "--groups=" + groups.stream().map(String::valueOf).collect(Collectors.joining(",")));
    command.add("--inh-caps=-all");
    if (!stage.plan().container().config().securityContext().privileged()) {
      StringBuilder bounding = new StringBuilder("--bounding-set=-all");
      process
          .capabilities()
          .forEach(name ->
              bounding
                  .append(",+")
                  .append(name.substring("CAP_".length()).toLowerCase(java.util.Locale.ROOT)));
      command.add(bounding.toString());
    }
    if (process.noNewPrivileges()) {
      command.add("--no-new-privs");
    }
    command.add("--");
    return command;
  }

  @Override
  public Optional<String> failure(ContainerFiles files) {
    return Optional.empty();
  }

  @Override
  public void forget(String containerId, ContainerFiles files) {}
}
