package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import k4j.cri.embedded.json.Json;
import k4j.cri.embedded.json.JsonText;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.Mounts;
import k4j.cri.embedded.linux.OwnThread;
import k4j.cri.embedded.linux.Spawn;
import k4j.cri.embedded.sandbox.RemovedCgroup;
import k4j.cri.embedded.state.Node;
import k4j.cri.embedded.state.StateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds a launcher by starting a real container with each candidate. What was found out is kept
/// until the program or the kernel changes.
public final class LauncherProbe {
  private static final Logger LOG = LoggerFactory.getLogger(LauncherProbe.class);
  private static final List<String> DIRECTORIES =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");
  private static final List<String> CANDIDATES = List.of("crun", "runc", "youki");
  private static final int TIMEOUT_SECONDS = 20;
  private static final int WORKS = 42;

  private final Node node;
  private final Path directory;

  public LauncherProbe(Node node) {
    this.node = node;
    this.directory = node.store().root().resolve("probe");
  }

  /// The launcher that a configuration asks for; `auto` takes the first that works.
  public Launcher find(String asked) throws IOException {
    if (asked.equals("native")) {
      return new NativeLauncher();
    }
    List<String> names = asked.equals("auto") ? CANDIDATES : List.of(asked);
    for (String name : names) {
      Optional<Path> program = program(name);
      if (program.isPresent()) {
        Optional<Launcher> launcher = known(program.get()).or(() -> probe(program.get()));
        if (launcher.isPresent()) {
          return launcher.get();
        }
      }
    }
    if (!asked.equals("auto")) {
      throw new IOException("the OCI runtime " + asked + " cannot start a container here");
    }
    return new NativeLauncher();
  }

  private static Optional<Path> program(String name) {
    if (name.startsWith("/")) {
      return Optional.of(Path.of(name)).filter(Files::isExecutable);
    }
    return DIRECTORIES.stream().map(d -> Path.of(d, name)).filter(Files::isExecutable).findFirst();
  }

  private boolean managesCgroups(Path program) {
    return program.getFileName().toString().contains("crun")
        && !node.cgroups().version().equals("v2");
  }

  private Launcher launcher(Path program, String version) {
    Path state = node.store().root().resolve("oci");
    return new OciLauncher(program, version, state, managesCgroups(program));
  }

  private Path record(Path program) {
    return directory.resolve(program.toString().replace('/', '_') + ".json");
  }

  private static String identity(Path program) throws IOException {
    return Files.getLastModifiedTime(program) + " " + System.getProperty("os.version");
  }

  private Optional<Launcher> known(Path program) {
    try {
      Json record = Json.parse(Files.readString(record(program)));
      return record.get("identity").text().equals(identity(program))
          ? Optional.of(launcher(program, record.get("version").text()))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Optional<Launcher> probe(Path program) {
    try {
      if (run(program) != WORKS) {
        return Optional.empty();
      }
      String version = version(program);
      Files.writeString(
          record(program), JsonText.of(Map.of("identity", identity(program), "version", version)));
      return Optional.of(launcher(program, version));
    } catch (IOException e) {
      LOG.atInfo()
          .addKeyValue("runtime", program)
          .setCause(e)
          .log("An OCI runtime does not work here");
      return Optional.empty();
    }
  }

  /// Runs a container whose root is the machine's own, read-only, and whose only deed is its exit
  /// code.
  private int run(Path program) throws IOException {
    Path bundle = directory.resolve("bundle");
    Files.createDirectories(bundle.resolve("rootfs"));
    String group = node.cgroupRoot() + "/probe";
    boolean own = managesCgroups(program);
    Files.writeString(bundle.resolve("config.json"), JsonText.of(bundle(own ? "" : group)));
    OciLauncher launcher = (OciLauncher) launcher(program, "");
    List<String> command = new ArrayList<>(launcher.prefix(directory.resolve("log")));
    command.addAll(List.of("run", "--bundle", bundle.toString(), "k4j-probe"));
    try {
      Spawn.Running running =
          OwnThread.run(
              "k4j-probe",
              () -> {
                Kernel.unshare(Kernel.CLONE_FS | Kernel.CLONE_NEWNS);
                Mounts.propagation("/", Mounts.MS_SLAVE | Mounts.MS_REC);
                Mounts.bind("/", bundle.resolve("rootfs").toString(), false);
                if (own && Files.isDirectory(Path.of("/sys/fs/cgroup/unified"))) {
                  Mounts.detach("/sys/fs/cgroup/unified");
                }
                return new Spawn(program.toString(), command)
                    .environment(Shim.ENVIRONMENT)
                    .open(0, "/dev/null", Kernel.O_RDONLY)
                    .open(1, "/dev/null", Kernel.O_WRONLY)
                    .open(2, "/dev/null", Kernel.O_WRONLY)
                    .start();
              });
      return node.children().exit(running).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the probe did not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      RemovedCgroup.await(node.cgroups(), group);
      StateStore.delete(launcher.state());
      StateStore.delete(bundle);
    }
  }

  private static Map<String, Object> bundle(String group) {
    Map<String, Object> linux = new java.util.LinkedHashMap<>();
    linux.put(
        "namespaces",
        List.of(Map.of("type", "pid"), Map.of("type", "mount"), Map.of("type", "ipc")));
    if (!group.isEmpty()) {
      linux.put("cgroupsPath", group);
    }
    return Map.of(
        "ociVersion",
        "1.0.2",
        "process",
        Map.of(
            "user",
            Map.of("uid", 0, "gid", 0),
            "args",
            List.of("/bin/sh", "-c", "exit " + WORKS),
            "env",
            List.of("PATH=/bin"),
            "cwd",
            "/"),
        "root",
        Map.of("path", "rootfs", "readonly", true),
        "mounts",
        List.of(Map.of("destination", "/proc", "type", "proc", "source", "proc")),
        "linux",
        linux);
  }

  private static String version(Path program) throws IOException {
    Process process =
        new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String[] words = text.lines().findFirst().orElse("").split(" ", -1);
    return words[words.length - 1];
  }
}
