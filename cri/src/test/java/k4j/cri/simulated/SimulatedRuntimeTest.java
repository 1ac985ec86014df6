package k4j.cri.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import k4j.cri.CriException;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerState;
import k4j.cri.image.ImageSpec;
import k4j.cri.runtime.RuntimeConfig;
import k4j.cri.sandbox.DnsConfig;
import k4j.cri.sandbox.LinuxPodSandboxConfig;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxMetadata;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.stream.ExecRequest;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulatedRuntimeTest {

  @TempDir Path directory;
  private final MovableClock clock = new MovableClock();
  private final SimulatedRuntime runtime =
      new SimulatedRuntime(
          clock,
          clock,
          new SplittableRandom(1),
          (pod, container) -> BehaviourText.read(pod.annotations(), container, Behaviour.SERVES));

  @BeforeEach
  void nodeHasARange() {
    runtime.updateRuntimeConfig(new RuntimeConfig("10.128.3.0/24"));
  }

  private PodSandboxConfig pod(Map<String, String> annotations) {
    return new PodSandboxConfig(
        new PodSandboxMetadata("p", "uid", "default", 0),
        "p",
        directory.toString(),
        DnsConfig.NODE,
        List.of(),
        Map.of(),
        annotations,
        LinuxPodSandboxConfig.DEFAULT);
  }

  private String start(Map<String, String> annotations) {
    PodSandboxConfig pod = pod(annotations);
    String sandbox = runtime.runPodSandbox(pod, "");
    ContainerConfig config =
        ContainerConfig.builder("c", 0, ImageSpec.of("nginx")).logPath("c/0.log").build();
    String id = runtime.createContainer(sandbox, config, pod);
    runtime.startContainer(id);
    return id;
  }

  @Test
  void aContainerRunsUntilItIsStopped() {
    String id = start(Map.of());
    clock.advance(Duration.ofDays(1));
    assertThat(runtime.containerStatus(id).state()).isEqualTo(ContainerState.CONTAINER_RUNNING);
    runtime.stopContainer(id, Duration.ofSeconds(30));
    assertThat(runtime.containerStatus(id).exitCode()).isZero();
    assertThat(runtime.containerStatus(id).reason()).isEqualTo("Completed");
  }

  @Test
  void aContainerEndsWhenItsTimeHasCome() {
    String id =
        start(Map.of("simulated.k4j.io/run-time", "1m30s", "simulated.k4j.io/exit-code", "3"));
    clock.advance(Duration.ofSeconds(89));
    assertThat(runtime.containerStatus(id).state()).isEqualTo(ContainerState.CONTAINER_RUNNING);
    clock.advance(Duration.ofSeconds(1));
    assertThat(runtime.containerStatus(id).exitCode()).isEqualTo(3);
  }

  @Test
  void aContainersOwnAnnotationComesFirst() {
    String id =
        start(Map.of("simulated.k4j.io/run-time", "1h", "c.simulated.k4j.io/run-time", "1s"));
    clock.advance(Duration.ofSeconds(1));
    assertThat(runtime.containerStatus(id).state()).isEqualTo(ContainerState.CONTAINER_EXITED);
  }

  @Test
  void readinessComesAndGoes() {
    String id =
        start(Map.of("simulated.k4j.io/ready-after", "5s", "simulated.k4j.io/ready-for", "10s"));
    assertThat(runtime.ready(id)).isFalse();
    clock.advance(Duration.ofSeconds(5));
    assertThat(runtime.ready(id)).isTrue();
    clock.advance(Duration.ofSeconds(10));
    assertThat(runtime.ready(id)).isFalse();
  }

  @Test
  void anUnknownAnnotationIsRefused() {
    assertThatThrownBy(() -> start(Map.of("simulated.k4j.io/runtime", "1s")))
        .isInstanceOf(CriException.class)
        .hasMessageStartingWith("the annotation simulated.k4j.io/runtime is unknown");
    assertThatThrownBy(() -> start(Map.of("simulated.k4j.io/run-time", "soon")))
        .hasMessageContaining("a duration is wanted");
  }

  @Test
  void theLogIsWhatTheSimulationWrote() throws Exception {
    String id = start(Map.of("simulated.k4j.io/log", "first\nsecond"));
    assertThat(directory.resolve("c/0.log")).doesNotExist();
    runtime.openLog(id);
    runtime.crash(id, 2);
    assertThat(Files.readAllLines(directory.resolve("c/0.log")))
        .extracting(line -> line.substring(line.indexOf(" F ") + 3))
        .containsExactly(
            "simulated container started",
            "first",
            "second",
            "simulated container ended with exit code 2");
  }

  @Test
  void noCommandCanBeRun() {
    String id = start(Map.of());
    assertThatThrownBy(
            () -> runtime.exec(new ExecRequest(id, List.of("sh"), false, false, true, true)))
        .hasMessage("this container is simulated: it has no process, no streams and no ports");
  }

  @Test
  void anAddressIsGivenBackWithItsSandbox() {
    String first = runtime.runPodSandbox(pod(Map.of()), "");
    assertThat(runtime.podSandboxStatus(first).ips()).containsExactly("10.128.3.2");
    runtime.stopPodSandbox(first);
    assertThat(runtime.podSandboxStatus(first).state()).isEqualTo(PodSandboxState.SANDBOX_NOTREADY);
    for (int i = 0; i < 252; i++) {
      runtime.runPodSandbox(pod(Map.of()), "");
    }
    String again = runtime.runPodSandbox(pod(Map.of()), "");
    assertThat(runtime.podSandboxStatus(again).ips()).containsExactly("10.128.3.2");
  }
}
