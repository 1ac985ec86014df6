package k4j.cri.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.stream.AttachRequest;
import k4j.cri.stream.StreamSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A process that dies by `kill -9` and one that comes after it.
final class AdoptionTest {
  /// The process that dies: starts a pod on a state directory, says the ids and waits.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      TestRuntime test =
          TestRuntime.at(Path.of(arguments[0]), arguments[1], arguments[2])
              .withNetwork("10.231.3.0/24");
      String sandbox = test.sandbox("adopted");
      String counting =
          test.shell(
              sandbox,
              "counting",
              "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); echo $i; done; echo done >&2; sleep"
                  + " 1000");
      String ending =
          test.shell(
              sandbox,
              "ending",
              "while [ ! -e /dev/shm/end ]; do sleep 0.02; done; echo last; exit 5");
      String terminal =
          test.start(sandbox, test.host("terminal", "sh").stdin(true, false).tty(true));
      System.out.println(String.join(" ", sandbox, counting, ending, terminal));
      System.out.flush();
      Thread.currentThread().join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"crun", "runc", "native"})
  void adoptsWhatRuns(String launcher) throws Exception {
    Path home = Files.createTempDirectory("k4j-cri-test");
    String profile = TestRuntime.profile();
    Process child = start(home, profile, launcher);
    List<String> ids;
    try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
      ids = List.of(reader.readLine().split(" "));
    } finally {
      child.destroyForcibly().waitFor();
    }
    signalEnd(home, ids.get(2));
    try (TestRuntime test = TestRuntime.at(home, profile, launcher)) {
      assertThat(test.runtime().podSandboxStatus(ids.get(0)).state())
          .isEqualTo(PodSandboxState.SANDBOX_READY);
      ContainerStatus ended = test.awaitExit(ids.get(2));
      assertThat(ended.exitCode()).isEqualTo(5);
      assertThat(test.log(ids.get(2))).containsExactly("last");
      TestRuntime.await(() -> test.hasLogged(ids.get(1), "done"));
      List<String> numbers = new ArrayList<>(test.log(ids.get(1)));
      numbers.remove("done");
      List<String> written = IntStream.rangeClosed(1, 30000).mapToObj(Integer::toString).toList();
      var lost = new LinkedHashSet<>(written);
      numbers.forEach(lost::remove);
      assertThat(lost).isEmpty();
      assertThat(numbers).isEqualTo(written);
      assertThat(
              test.runtime()
                  .execSync(ids.get(1), List.of("cat", "/proc/1/comm"), Duration.ZERO)
                  .stdoutText())
          .isEqualTo("sh\n");
      usesTheTerminal(test, ids.get(3));
      test.withNetwork("10.231.3.0/24");
      String second = test.sandbox("second");
      assertThat(test.runtime().podSandboxStatus(second).ips())
          .doesNotContainAnyElementsOf(test.runtime().podSandboxStatus(ids.get(0)).ips());
      test.runtime().stopContainer(ids.get(1), Duration.ZERO);
      assertThat(test.runtime().containerStatus(ids.get(1)).exitCode()).isEqualTo(137);
    }
    assertNothingIsLeft(home, profile);
  }

  private static void usesTheTerminal(TestRuntime test, String id) throws Exception {
    try (StreamSession session =
        test.runtime().attach(new AttachRequest(id, true, true, true, false))) {
      session.stdin().write("echo in $(tty); exit 3\n".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8))
          .contains("in /dev/");
      assertThat(session.waitForExit()).isEqualTo(3);
    }
    assertThat(test.runtime().containerStatus(id).state())
        .isEqualTo(ContainerState.CONTAINER_EXITED);
  }

  /// Lets a container end while nobody of ours is there, and waits until it has.
  private static void signalEnd(Path home, String id) throws IOException {
    Path directory = home.resolve("state/containers").resolve(id);
    String state = Files.readString(directory.resolve("state.json"));
    String pid = state.replaceFirst("(?s).*\"init\":\\[(\\d+),.*", "$1");
    Files.writeString(Path.of("/proc/" + pid + "/root/dev/shm/end"), "");
    TestRuntime.await(() -> Files.exists(directory.resolve("exit")));
  }

  private static Process start(Path home, String profile, String launcher) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            home.toString(),
            profile,
            launcher)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static void assertNothingIsLeft(Path home, String profile) throws IOException {
    assertThat(home).doesNotExist();
    assertThat(Path.of("/sys/class/net/k4j-" + profile)).doesNotExist();
    try (Stream<Path> controllers = Files.list(Path.of("/sys/fs/cgroup"))) {
      assertThat(controllers.map(c -> c.resolve("k4j-" + profile))).noneMatch(Files::exists);
    }
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(home.toString());
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      assertThat(processes.filter(p -> p.getFileName().toString().matches("\\d+")))
          .noneMatch(p -> commandLine(p).contains(home + "/state/"));
    }
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"));
    } catch (IOException e) {
      return "";
    }
  }
}
