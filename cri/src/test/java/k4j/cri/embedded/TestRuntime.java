package k4j.cri.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import k4j.cri.RuntimeService;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.image.ImageSpec;
import k4j.cri.runtime.RuntimeConfig;
import k4j.cri.sandbox.DnsConfig;
import k4j.cri.sandbox.LinuxPodSandboxConfig;
import k4j.cri.sandbox.LinuxSandboxSecurityContext;
import k4j.cri.sandbox.NamespaceOption;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxMetadata;

/// A runtime of its own for one test class: own directory, bridge, cgroup and pod CIDR.
public final class TestRuntime implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private final Path home;
  private final EmbeddedConfig config;
  private Embedded embedded;

  private TestRuntime(Path home, EmbeddedConfig config) throws IOException {
    this.home = home;
    this.config = config;
    this.embedded = Embedded.open(config);
  }

  public static TestRuntime open(String launcher) throws IOException {
    return at(Files.createTempDirectory("k4j-cri-test"), profile(), launcher);
  }

  @SystemEdge
  public static String profile() {
    return "t" + UUID.randomUUID().toString().substring(0, 6);
  }

  /// Installs a program of Debian's by the package of its name, if it is not there.
  public static void install(String program, String... places) throws IOException {
    for (String place : places) {
      if (Files.isExecutable(Path.of(place, program))) {
        return;
      }
    }
    Process apt =
        new ProcessBuilder("sh", "-c", "apt-get update -qq; apt-get install -y -qq " + program)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(apt.onExit().join().exitValue()).as("installing " + program).isZero();
  }

  @SystemEdge
  public static TestRuntime at(Path home, String profile, String launcher) throws IOException {
    if (launcher.equals("crun") || launcher.equals("runc")) {
      install(launcher, "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin");
    }
    EmbeddedConfig config =
        new EmbeddedConfig(
                home.resolve("state"),
                profile,
                true,
                InstantSource.system(),
                new SplittableRandom(System.nanoTime()))
            .withLauncher(launcher);
    return new TestRuntime(home, config);
  }

  public TestRuntime withNetwork(String cidr) {
    runtime().updateRuntimeConfig(new RuntimeConfig(cidr));
    return this;
  }

  public Path home() {
    return home;
  }

  public EmbeddedConfig config() {
    return config;
  }

  public Embedded embedded() {
    return embedded;
  }

  public RuntimeService runtime() {
    return embedded.runtime();
  }

  /// Lets go of everything and opens the same state again, as a restart does.
  public void reopen() throws IOException {
    embedded.close();
    embedded = Embedded.open(config);
  }

  public PodSandboxConfig pod(String name) {
    return pod(name, NamespaceOption.DEFAULT);
  }

  public PodSandboxConfig pod(String name, NamespaceOption namespaces) {
    LinuxPodSandboxConfig linux = LinuxPodSandboxConfig.DEFAULT;
    return new PodSandboxConfig(
        new PodSandboxMetadata(name, "uid-" + name, "default", 0),
        name,
        home.resolve("logs/" + name).toString(),
        DnsConfig.NODE,
        List.of(),
        Map.of("app", name),
        Map.of(),
        new LinuxPodSandboxConfig(
            "",
            LinuxSandboxSecurityContext.of(namespaces, false),
            Map.of(),
            linux.overhead(),
            linux.resources()));
  }

  public String sandbox(String name) {
    return runtime().runPodSandbox(pod(name), "");
  }

  public ContainerConfig.Builder host(String name, String... command) {
    return ContainerConfig.builder(name, 0, ImageSpec.of("k4j.local/host"))
        .command(List.of(command))
        .logPath(name + ".log");
  }

  public String create(String sandbox, ContainerConfig.Builder config) {
    return runtime().createContainer(sandbox, config.build(), pod("ignored"));
  }

  public String start(String sandbox, ContainerConfig.Builder config) {
    String id = create(sandbox, config);
    runtime().startContainer(id);
    return id;
  }

  public String shell(String sandbox, String name, String script) {
    return start(sandbox, host(name, "/bin/sh", "-c", script));
  }

  public String shell(
      String sandbox, String name, String script, UnaryOperator<ContainerConfig.Builder> more) {
    return start(sandbox, more.apply(host(name, "/bin/sh", "-c", script)));
  }

  public ContainerStatus awaitExit(String id) {
    await(() -> runtime().containerStatus(id).state() == ContainerState.CONTAINER_EXITED);
    return runtime().containerStatus(id);
  }

  /// The lines of a container's log without time and stream.
  public List<String> log(String id) throws IOException {
    Path file = Path.of(runtime().containerStatus(id).logPath());
    return Files.readAllLines(file).stream().map(line -> line.split(" ", 4)[3]).toList();
  }

  public boolean hasLogged(String id, String line) {
    try {
      return log(id).contains(line);
    } catch (IOException e) {
      return false;
    }
  }

  @SystemEdge
  public static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not become true in " + PATIENCE);
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    embedded.destroyEverything();
    k4j.cri.embedded.state.StateStore.delete(home);
  }
}
