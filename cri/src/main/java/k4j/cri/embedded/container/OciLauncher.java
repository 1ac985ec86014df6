package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.cri.container.ContainerConfig;
import k4j.cri.embedded.json.Json;
import k4j.cri.embedded.json.JsonText;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Mounts;
import k4j.cri.embedded.linux.OwnThread;
import k4j.cri.embedded.linux.Spawn;
import k4j.cri.embedded.linux.Terminal;
import k4j.cri.embedded.oci.OciBundle;
import k4j.cri.embedded.rootfs.MountTable;
import k4j.cri.embedded.state.StateStore;
import k4j.cri.sandbox.NamespaceMode;
import k4j.cri.sandbox.NamespaceOption;

/// Containers by runc or crun, run in the foreground below the shim, in a mount namespace in which
/// the container's root is ready.
///
/// crun knows no hybrid cgroups: there it is shown version 1 only and told to leave cgroups alone,
/// which are joined before it starts.
public final class OciLauncher implements Launcher {
  static final String HYBRID = "/sys/fs/cgroup/unified";

  private final Path program;
  private final String version;
  private final Path state;
  private final boolean ownCgroups;

  public OciLauncher(Path program, String version, Path state, boolean ownCgroups) {
    this.program = program;
    this.version = version;
    this.state = state;
    this.ownCgroups = ownCgroups;
  }

  @Override
  public String description() {
    return program.getFileName() + " " + version;
  }

  public Path program() {
    return program;
  }

  public Path state() {
    return state;
  }

  @Override
  public Launched launch(LaunchPlan plan, Startup startup) throws IOException {
    return OwnThread.run(
        "k4j-container",
        () -> {
          Stage stage = Stage.enter(plan);
          forgetOtherMounts(plan);
          writeBundle(stage);
          return start(stage);
        });
  }

  private Launched start(Stage stage) throws IOException {
    LaunchPlan plan = stage.plan();
    ContainerConfig config = plan.container().config();
    List<String> command = command(plan);
    if (!config.tty()) {
      Spawn.Running shim =
          Shim.start(
              plan.files(), command, new Shim.Streams.Pipes(config.stdin(), !config.stdinOnce()));
      return new Launched(shim, Optional.empty(), stage.process().user());
    }
    Terminal terminal = Terminal.open("/dev/ptmx");
    Fd master = terminal.master();
    Spawn.Running shim =
        Shim.start(plan.files(), command, new Shim.Streams.Terminal(master, terminal.path()));
    return new Launched(shim, Optional.of(master), stage.process().user());
  }

  private List<String> command(LaunchPlan plan) {
    List<String> command = new ArrayList<>();
    if (ownCgroups) {
      command.addAll(List.of("sh", "-c", Shim.JOIN, "join"));
      plan.cgroups().joinFiles(plan.container().cgroup()).stream()
          .filter(file -> !file.startsWith(HYBRID))
          .forEach(file -> command.add(file.toString()));
      command.add("--");
    }
    command.addAll(prefix(plan.files().runtimeLog()));
    command.addAll(
        List.of("run", "--bundle", plan.files().directory().toString(), plan.container().id()));
    return command;
  }

  /// The program with its global options.
  public List<String> prefix(Path log) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    if (ownCgroups) {
      command.add("--cgroup-manager=disabled");
    }
    command.addAll(
        List.of("--root", state.toString(), "--log", log.toString(), "--log-format", "json"));
    return command;
  }

  private void writeBundle(Stage stage) throws IOException {
    LaunchPlan plan = stage.plan();
    OciBundle.Shape shape =
        new OciBundle.Shape(
            plan.root().root().toString(),
            stage.mounts(),
            stage.devices(),
            namespaces(plan),
            ownCgroups ? "" : plan.cgroups().runtimeGroup(plan.container().cgroup()),
            plan.files().events());
    Files.writeString(
        plan.files().bundle(),
        JsonText.of(OciBundle.of(plan.container().config(), stage.process(), shape)));
  }

  static Map<String, String> namespaces(LaunchPlan plan) {
    Map<String, String> result = new LinkedHashMap<>();
    NamespaceOption sandbox = plan.sandbox().namespaces();
    String pause = "/proc/" + plan.pausePid() + "/ns/";
    result.put("mount", "");
    if (sandbox.network() != NamespaceMode.NODE) {
      result.put("network", pause + "net");
      result.put("uts", pause + "uts");
    }
    if (sandbox.ipc() != NamespaceMode.NODE) {
      result.put("ipc", pause + "ipc");
    }
    switch (plan.container().config().securityContext().namespaceOptions().pid()) {
      case POD -> result.put("pid", pause + "pid");
      case CONTAINER -> result.put("pid", "");
      case TARGET -> result.put("pid", "/proc/" + plan.targetPid() + "/ns/pid");
      case NODE -> {}
    }
    return result;
  }

  /// The runtime stays in this mount namespace as long as the container lives, and would keep every
  /// mount of the node alive that is copied here: those that it does not need are let go of.
  private void forgetOtherMounts(LaunchPlan plan) throws IOException {
    hideHybridCgroups();
    List<MountTable.Entry> entries = MountTable.ofThread().entries();
    for (MountTable.Entry entry : entries.reversed()) {
      if (isForeign(entry, plan)) {
        try {
          Mounts.detach(entry.target());
        } catch (LinuxException e) {
          if (e.errno() != LinuxException.EINVAL && e.errno() != LinuxException.ENOENT) {
            throw e; // else it was below one that is gone already
          }
        }
      }
    }
  }

  /// Shows the calling thread's mount namespace cgroups of version 1 only, if the runtime needs
  /// that.
  void hideHybridCgroups() throws IOException {
    if (ownCgroups && Files.isDirectory(Path.of(HYBRID))) {
      Mounts.detach(HYBRID);
    }
  }

  private static boolean isForeign(MountTable.Entry entry, LaunchPlan plan) {
    boolean passing = List.of("tmpfs", "nsfs", "overlay", "fuse").contains(entry.type());
    boolean own =
        List.of("/", "/run", "/tmp", "/var", "/usr", "/dev", "/proc", "/sys", "/etc").stream()
                .anyMatch(entry.target()::equals)
            || List.of("/dev/", "/proc/", "/sys/", "/usr/").stream()
                .anyMatch(entry.target()::startsWith)
            || entry.isBelow(plan.files().directory().toString())
            || (plan.files().directory() + "/").startsWith(entry.target() + "/");
    boolean used =
        plan.container().config().mounts().stream()
            .filter(m -> m.image().isEmpty())
            .anyMatch(m ->
                entry.isBelow(m.hostPath())
                    || (m.hostPath() + "/").startsWith(entry.target() + "/"));
    return passing && !own && !used;
  }

  @Override
  public Optional<String> failure(ContainerFiles files) {
    try {
      return Files.readAllLines(files.runtimeLog()).reversed().stream()
          .map(OciLauncher::error)
          .flatMap(Optional::stream)
          .findFirst()
          .map(text ->
              "failed to create containerd task: failed to create shim task: OCI runtime"
                  + " create failed: "
                  + text);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> error(String line) {
    try {
      Json entry = Json.parse(line);
      return entry.get("level").text("error").equals("error")
          ? entry.get("msg").optionalText()
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public void forget(String containerId, ContainerFiles files) throws IOException {
    StateStore.delete(state.resolve(containerId));
  }
}
