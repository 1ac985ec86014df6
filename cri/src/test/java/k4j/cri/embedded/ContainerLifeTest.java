package k4j.cri.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import k4j.cri.CriException;
import k4j.cri.container.Capabilities;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.container.LinuxContainerSecurityContext;
import k4j.cri.container.Mount;
import k4j.cri.container.MountPropagation;
import k4j.cri.container.SecurityProfile;
import k4j.cri.embedded.image.TestImage;
import k4j.cri.embedded.linux.Mounts;
import k4j.cri.embedded.state.StateStore;
import k4j.cri.image.ImageSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What every launcher has to make true of a container.
@ParameterizedClass
@ValueSource(strings = {"crun", "runc", "native"})
final class ContainerLifeTest {
  private static TestRuntime test;
  private static String sandbox;
  private final String launcher;

  ContainerLifeTest(String launcher) {
    this.launcher = launcher;
  }

  @BeforeParameterizedClassInvocation
  static void open(String launcher) throws IOException {
    test = TestRuntime.open(launcher).withNetwork("10.231.1.0/24");
    sandbox = test.sandbox("life");
  }

  @AfterParameterizedClassInvocation
  static void close() throws IOException {
    test.close();
  }

  private static LinuxContainerSecurityContext.Builder security() {
    return LinuxContainerSecurityContext.builder();
  }

  @Test
  void logsAndExits() throws IOException {
    String id = test.shell(sandbox, "logs", "echo out; echo err >&2; hostname; echo $$; exit 7");
    ContainerStatus status = test.awaitExit(id);
    assertThat(status.exitCode()).isEqualTo(7);
    assertThat(status.reason()).isEqualTo("Error");
    assertThat(status.startedAt()).isPresent();
    assertThat(test.log(id)).containsExactlyInAnyOrder("out", "err", "life", "1");
    assertThat(Files.readAllLines(Path.of(status.logPath())))
        .anyMatch(line -> line.matches("\\d{4}-.*T.*\\.\\d{9}Z stderr F err"));
  }

  @Test
  void handsEnvironmentOverExactly() throws IOException {
    String id =
        test.shell(
            sandbox,
            "env",
            "echo \"$A|$TWO_LINES\"; pwd; echo $HOME $HOSTNAME",
            c ->
                c.envs(Map.of("A", "it's $HOME \"quoted\"", "TWO_LINES", "x\ny"))
                    .workingDir("/usr/share"));
    test.awaitExit(id);
    assertThat(test.log(id))
        .containsExactly("it's $HOME \"quoted\"|x", "y", "/usr/share", "/root life");
    String odd = test.start(sandbox, test.host("odd", "env").envs(Map.of("a.b-c", "odd name")));
    test.awaitExit(odd);
    assertThat(test.log(odd)).contains("a.b-c=odd name", "HOME=/root");
  }

  @Test
  void runsAsTheUserThatIsAskedFor() throws IOException {
    String byName =
        test.shell(
            sandbox,
            "by-name",
            "id -u; id -G; echo again >/dev/stderr",
            c ->
                c.securityContext(
                    security().runAsUsername("nobody").supplementalGroups(List.of(4711L)).build()));
    assertThat(test.awaitExit(byName).user().uid()).isEqualTo(65534);
    assertThat(test.log(byName)).contains("65534", "65534 4711", "again");
    String byNumber =
        test.shell(
            sandbox,
            "by-number",
            "id -u; id -g",
            c -> c.securityContext(security().runAsUser(1234).runAsGroup(77).build()));
    test.awaitExit(byNumber);
    assertThat(test.log(byNumber)).containsExactly("1234", "77");
    assertThatThrownBy(() ->
            test.shell(
                sandbox,
                "nobody-knows",
                "id",
                c -> c.securityContext(security().runAsUsername("who").build())))
        .isInstanceOf(CriException.class)
        .hasMessageContaining("unable to find user who: no matching entries in passwd file");
  }

  @Test
  void limitsCapabilities() throws IOException {
    assertThat(capabilities("caps-default", security())).startsWith("00000000a80425fb 0");
    assertThat(
            capabilities(
                "caps-none",
                security()
                    .capabilities(new Capabilities(List.of("NET_ADMIN"), List.of("ALL")))
                    .noNewPrivs(true)))
        .isEqualTo("0000000000001000 1");
    assertThat(capabilities("caps-all", security().privileged(true)))
        .startsWith(statusOf("self", "CapBnd"));
  }

  /// A line of a process's status, such as all that this process may hand on; empty where the
  /// kernel has no such line.
  private static String statusOf(String process, String name) throws IOException {
    return Files.readAllLines(Path.of("/proc", process, "status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private String capabilities(String name, LinuxContainerSecurityContext.Builder security)
      throws IOException {
    String id =
        test.shell(
            sandbox,
            name,
            "awk '/CapEff|NoNewPrivs/ {printf \"%s \", $2}' /proc/self/status; echo",
            c -> c.securityContext(security.build()));
    test.awaitExit(id);
    return test.log(id).getFirst().strip();
  }

  @Test
  void protectsTheKernelAndARootThatIsReadOnly() throws IOException {
    String id =
        test.shell(
            sandbox,
            "readonly",
            "touch /x 2>/dev/null || echo root; wc -c </proc/interrupts;"
                + " echo 1 2>/dev/null >/proc/sys/kernel/sysrq || echo sys;"
                + " touch /dev/shm/y && echo shm; mount -t tmpfs t /mnt 2>/dev/null || echo mount",
            c -> c.securityContext(security().readonlyRootfs(true).build()));
    test.awaitExit(id);
    assertThat(test.log(id)).containsExactly("root", "0", "sys", "shm", "mount");
  }

  @Test
  void hasDevicesAndNoOthers() throws IOException {
    String id =
        test.shell(
            sandbox,
            "devices",
            "echo x >/dev/null && echo null; head -c4 /dev/urandom | wc -c; ls /dev/fd/ | wc -w;"
                + " mknod /dev/disk b 254 0 && head -c1 /dev/disk >/dev/null 2>&1 || echo refused");
    test.awaitExit(id);
    assertThat(test.log(id)).contains("null", "4", "refused");
  }

  @Test
  void mountsVolumes() throws IOException {
    Path volume = Files.createDirectories(test.home().resolve("volume"));
    Files.writeString(volume.resolve("file"), "content\n");
    Files.writeString(volume.resolve("run.sh"), "#!/bin/sh\ncat /data/ro/file\n");
    Files.setAttribute(volume.resolve("run.sh"), "unix:mode", 0755);
    String id =
        test.shell(
            sandbox,
            "volumes",
            "/data/ro/run.sh; echo w >/data/rw/new; touch /data/ro/x 2>/dev/null || echo readonly;"
                + " cat /etc/single",
            c ->
                c.mounts(
                    List.of(
                        Mount.of(volume.toString(), "/data/rw", false),
                        Mount.of(volume.toString(), "/data/ro", true),
                        Mount.of(volume.resolve("file").toString(), "/etc/single", true))));
    test.awaitExit(id);
    assertThat(test.log(id)).containsExactly("content", "readonly", "content");
    assertThat(volume.resolve("new")).hasContent("w\n");
    assertThatThrownBy(() ->
            test.shell(
                sandbox,
                "missing",
                "true",
                c -> c.mounts(List.of(Mount.of("/no/such/place", "/data", false)))))
        .isInstanceOf(CriException.class)
        .hasMessageContaining("no such file or directory");
  }

  @Test
  void letsMountsTravel() throws IOException {
    Path shared = Files.createDirectories(test.home().resolve("shared"));
    Mounts.mount("shared", shared.toString(), "tmpfs", 0, "size=1m");
    try {
      Mounts.propagation(shared.toString(), Mounts.MS_SHARED);
      Files.createDirectories(shared.resolve("up"));
      Files.createDirectories(shared.resolve("down"));
      String id =
          test.shell(
              sandbox,
              "travel",
              "mount -t tmpfs up /both/up && echo up >/both/up/file; echo ready; sleep 1000",
              c ->
                  c.securityContext(security().privileged(true).build())
                      .mounts(
                          List.of(
                              travelling(shared, "/both", MountPropagation.BIDIRECTIONAL),
                              travelling(shared, "/slave", MountPropagation.HOST_TO_CONTAINER))));
      TestRuntime.await(() -> test.hasLogged(id, "ready"));
      assertThat(shared.resolve("up/file")).hasContent("up\n");
      Mounts.mount("down", shared.resolve("down").toString(), "tmpfs", 0, "size=1m");
      Files.writeString(shared.resolve("down/file"), "down");
      assertThat(
              test.runtime()
                  .execSync(
                      id,
                      List.of("cat", "/slave/down/file", "/both/down/file", "/slave/up/file"),
                      Duration.ZERO)
                  .stdoutText())
          .isEqualTo("downdownup\n");
      test.runtime().removeContainer(id);
    } finally {
      for (Path mount : List.of(shared.resolve("down"), shared.resolve("up"), shared)) {
        Mounts.detach(mount.toString());
      }
    }
  }

  private static Mount travelling(Path from, String to, MountPropagation propagation) {
    return new Mount(to, from.toString(), false, propagation, false, "", "");
  }

  @Test
  void seesTheHostBelowAnOverlay() throws IOException {
    String mark = "/usr/share/k4j-" + test.config().profile();
    String id =
        test.shell(
            sandbox,
            "host",
            "touch "
                + mark
                + " && echo written; ls "
                + test.config().root()
                + " 2>&1 | wc -l; ls /work/main/pom.xml; stat -c %a /tmp; ls /proc | grep -c"
                + " '^[0-9]'");
    test.awaitExit(id);
    assertThat(Path.of(mark)).doesNotExist();
    List<String> log = test.log(id);
    assertThat(log.getFirst()).isEqualTo("written");
    assertThat(log.get(1)).isEqualTo("0");
    assertThat(log.get(log.size() - 2)).isEqualTo("1777");
    assertThat(Integer.parseInt(log.getLast())).isLessThan(6);
  }

  @Test
  void mountsImages() throws IOException {
    Path archive = test.home().resolve("volume.tar");
    new TestImage()
        .layer(new TestImage.Layer().directory("data").file("data/one", 0644, "one"))
        .layer(new TestImage.Layer().file("data/two", 0644, "two"))
        .dockerArchive(archive, false, "data:1");
    test.embedded().loadImages(archive);
    String image = test.embedded().images().imageStatus(ImageSpec.of("data:1")).orElseThrow().id();
    String id =
        test.shell(
            sandbox,
            "image",
            "echo \"$(cat /whole/data/one /part/two)\"; touch /whole/x 2>/dev/null || echo '"
                + " read-only'",
            c ->
                c.mounts(
                    List.of(
                        Mount.ofImage(image, "", "/whole"),
                        Mount.ofImage(image, "data", "/part"))));
    assertThat(test.awaitExit(id).exitCode()).isZero();
    assertThat(test.log(id)).containsExactly("onetwo", " read-only");
    String wrong =
        test.create(
            sandbox,
            test.host("no-part", "true").mounts(List.of(Mount.ofImage(image, "../x", "/part"))));
    assertThatThrownBy(() -> test.runtime().startContainer(wrong))
        .hasMessageContaining("sub path \"../x\" is no directory of the image");
  }

  /// Another cluster of the machine mounts and unmounts what belongs to its pods at any time.
  @Test
  void staysClearOfTheMountsOfOthers() throws IOException {
    Path other = Files.createTempDirectory("k4j-other");
    Path volume = Files.createDirectories(other.resolve("volumes/kubernetes.io~secret/token"));
    Path passing = other.resolve("passing");
    AtomicBoolean over = new AtomicBoolean();
    Mounts.mount("token", volume.toString(), "tmpfs", 0, "size=1m");
    CompletableFuture<Void> coming = CompletableFuture.runAsync(() -> comeAndGo(passing, over));
    try {
      Files.writeString(volume.resolve("token"), "secret");
      for (int i = 0; i < 12; i++) {
        String id = test.shell(sandbox, "stranger-" + i, "ls " + volume);
        assertThat(test.awaitExit(id).exitCode()).as("container %s", i).isZero();
        assertThat(test.log(id)).as("the volume of another's pod").isEmpty();
        test.runtime().removeContainer(id);
      }
    } finally {
      over.set(true);
      coming.join();
      Mounts.detach(volume.toString());
      StateStore.delete(other);
    }
  }

  private static void comeAndGo(Path place, AtomicBoolean over) {
    try {
      while (!over.get()) {
        Files.createDirectories(place);
        Mounts.mount("passing", place.toString(), "tmpfs", 0, "size=1m");
        Mounts.detach(place.toString());
        Files.delete(place);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void reportsWhyItCannotStart() {
    String id = test.create(sandbox, test.host("nothing", "no-such-program"));
    assertThatThrownBy(() -> test.runtime().startContainer(id))
        .isInstanceOf(CriException.class)
        .hasMessageContaining("no-such-program")
        .hasMessageContaining("executable file")
        .hasMessageContaining("not found in $PATH");
    ContainerStatus status = test.runtime().containerStatus(id);
    assertThat(status.state()).isEqualTo(ContainerState.CONTAINER_EXITED);
    assertThat(status.exitCode()).isEqualTo(128);
    assertThat(status.reason()).isEqualTo("StartError");
    test.runtime().removeContainer(id);
  }

  @Test
  void stopsGracefullyAndOtherwiseHard() {
    String kind =
        test.shell(sandbox, "kind", "trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done");
    String deaf =
        test.shell(sandbox, "deaf", "trap '' TERM; echo ready; while :; do sleep 0.05; done");
    String other =
        test.shell(
            sandbox,
            "other",
            "trap 'exit 4' USR1; echo ready; while :; do sleep 0.05; done",
            c -> c.stopSignal("SIGUSR1"));
    for (String id : List.of(kind, deaf, other)) {
      TestRuntime.await(() -> test.hasLogged(id, "ready"));
    }
    test.runtime().stopContainer(kind, Duration.ofSeconds(10));
    assertThat(test.runtime().containerStatus(kind).exitCode()).isEqualTo(3);
    test.runtime().stopContainer(other, Duration.ofSeconds(10));
    assertThat(test.runtime().containerStatus(other).exitCode()).isEqualTo(4);
    test.runtime().stopContainer(deaf, Duration.ofMillis(200));
    assertThat(test.runtime().containerStatus(deaf).exitCode()).isEqualTo(137);
  }

  @Test
  void keepsToItsMemory() {
    String id =
        test.shell(
            sandbox,
            "memory",
            "cat /dev/zero | tail >/dev/null; exit 9",
            c ->
                c.command(List.of("tail", "/dev/zero"))
                    .resources(LinuxContainerResources.of(512, 50_000, 32 << 20)));
    ContainerStatus status = test.awaitExit(id);
    assertThat(status.reason()).isEqualTo("OOMKilled");
    assertThat(status.exitCode()).isEqualTo(137);
  }

  @Test
  void showsLimitsAndTakesOthers() throws IOException {
    String id =
        test.shell(
            sandbox,
            "limits",
            "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max"
                + " 2>/dev/null; read -r x",
            c -> c.stdin(true, false).resources(LinuxContainerResources.of(512, 50_000, 64 << 20)));
    TestRuntime.await(() -> test.hasLogged(id, Integer.toString(64 << 20)));
    test.runtime().updateContainerResources(id, LinuxContainerResources.of(1024, 80_000, 96 << 20));
    assertThat(
            test.runtime()
                .execSync(
                    id,
                    List.of(
                        "sh",
                        "-c",
                        "cat /sys/fs/cgroup/memory/memory.limit_in_bytes"
                            + " /sys/fs/cgroup/memory.max 2>/dev/null"),
                    Duration.ZERO)
                .stdoutText()
                .strip())
        .isEqualTo(Integer.toString(96 << 20));
    assertThat(test.runtime().containerStats(id).memory().orElseThrow().availableBytes())
        .isBetween(1L << 20, 96L << 20);
    assertThat(test.runtime().containerStats(id).cpu().orElseThrow().usageCoreNanoSeconds())
        .isPositive();
  }

  @Test
  void keepsToItsProcessors() throws IOException {
    assumeThat(Path.of("/proc/cgroups")).content().contains("cpuset");
    LinuxContainerResources one =
        new LinuxContainerResources(0, 0, 0, 0, 0, 0, "0", "", 50, Map.of());
    String id =
        test.shell(
            sandbox,
            "processors",
            "nproc; cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null",
            c -> c.resources(one));
    test.awaitExit(id);
    assertThat(test.log(id)).containsExactly("1", "50");
  }

  @Test
  void filtersSystemCallsWhereItCan() throws IOException {
    assumeThat(statusOf("self", "Seccomp")).as("the kernel tells of filters").isNotEmpty();
    String id =
        test.shell(
            sandbox,
            "seccomp",
            "grep Seccomp: /proc/self/status; sleep 60",
            c -> c.securityContext(security().seccomp(SecurityProfile.RUNTIME_DEFAULT).build()));
    String expected = launcher.equals("native") ? "Seccomp:\t0" : "Seccomp:\t2";
    TestRuntime.await(() -> test.hasLogged(id, expected));
    assertThat(
            test.runtime()
                .execSync(id, List.of("grep", "Seccomp:", "/proc/self/status"), Duration.ZERO)
                .stdoutText()
                .strip())
        .isEqualTo(expected);
  }

  @Test
  void rotatesItsLog() throws IOException {
    String id =
        test.shell(sandbox, "rotated", "echo one; read -r x; echo two", c -> c.stdin(true, false));
    TestRuntime.await(() -> test.hasLogged(id, "one"));
    Path log = Path.of(test.runtime().containerStatus(id).logPath());
    Files.move(log, log.resolveSibling("rotated.log.1"));
    test.runtime().reopenContainerLog(id);
    try (var attached =
        test.runtime().attach(new k4j.cri.stream.AttachRequest(id, false, true, false, false))) {
      attached.stdin().write('\n');
      test.awaitExit(id);
    }
    assertThat(test.log(id)).containsExactly("two");
    assertThat(log.resolveSibling("rotated.log.1")).content().contains("stdout F one");
  }
}
