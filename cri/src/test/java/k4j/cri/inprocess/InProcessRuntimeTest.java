package k4j.cri.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerFilter;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.dispatch.DispatchingImages;
import k4j.cri.dispatch.DispatchingRuntime;
import k4j.cri.image.ImageSpec;
import k4j.cri.sandbox.DnsConfig;
import k4j.cri.sandbox.LinuxPodSandboxConfig;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxFilter;
import k4j.cri.sandbox.PodSandboxMetadata;
import k4j.cri.stream.ExecRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InProcessRuntimeTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant BEFORE = NOW.minusSeconds(5);

  @TempDir Path directory;
  private final InProcessRuntime inProcess = runtime();
  private final InProcessRuntime standard = runtime();
  private final RuntimeService runtime =
      new DispatchingRuntime(standard, Map.of(InProcessRuntime.HANDLER, inProcess));
  private final Scheduler scheduler = new Scheduler();

  private static long seeds;

  private static InProcessRuntime runtime() {
    return new InProcessRuntime(InstantSource.fixed(NOW), new SplittableRandom(seeds++));
  }

  /// A component that does what the test says.
  private static final class Scheduler implements Component {
    private final List<Exit> exits = new ArrayList<>();
    private int stops;
    private boolean broken;

    @Override
    public Instant start(Exit exit) {
      if (broken) {
        throw new IllegalStateException("port taken");
      }
      exits.add(exit);
      return BEFORE;
    }

    @Override
    public void stop(Duration timeout) {
      stops++;
    }
  }

  @BeforeEach
  void register() {
    inProcess.register("kube-scheduler", scheduler);
  }

  private PodSandboxConfig pod() {
    return new PodSandboxConfig(
        new PodSandboxMetadata("kube-scheduler-node", "uid", "kube-system", 0),
        "",
        directory.toString(),
        DnsConfig.NODE,
        List.of(),
        Map.of(),
        Map.of(),
        LinuxPodSandboxConfig.DEFAULT);
  }

  private String container(String sandbox, String name) {
    return runtime.createContainer(
        sandbox,
        ContainerConfig.builder(name, 0, ImageSpec.of("k4j.local/" + name + ":v1"))
            .logPath(name + "/0.log")
            .build(),
        pod());
  }

  @Test
  void showsAComponentAsAContainer() throws Exception {
    inProcess.log("kube-scheduler").line(BEFORE, "stderr", "early\nlines");
    String sandbox = runtime.runPodSandbox(pod(), InProcessRuntime.HANDLER);
    String id = container(sandbox, "kube-scheduler");
    runtime.startContainer(id);
    inProcess.log("kube-scheduler").line(NOW, "stderr", "later");
    ContainerStatus running = runtime.containerStatus(id);
    assertThat(running.state()).isEqualTo(ContainerState.CONTAINER_RUNNING);
    assertThat(running.startedAt()).contains(BEFORE);
    assertThat(Files.readAllLines(Path.of(running.logPath())))
        .containsExactly(
            "2026-01-02T03:04:00.000000000Z stderr F early",
            "2026-01-02T03:04:00.000000000Z stderr F lines",
            "2026-01-02T03:04:05.000000000Z stderr F later");
    scheduler.exits.getFirst().ended(2, "crashed");
    ContainerStatus ended = runtime.containerStatus(id);
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.reason()).isEqualTo("Error");
    assertThat(ended.message()).isEqualTo("crashed");
    String again = container(sandbox, "kube-scheduler");
    runtime.startContainer(again);
    runtime.stopPodSandbox(sandbox);
    assertThat(scheduler.stops).isEqualTo(1);
    assertThat(runtime.containerStatus(again).reason()).isEqualTo("Completed");
    runtime.removePodSandbox(sandbox);
    assertThat(runtime.listContainers(ContainerFilter.ALL)).isEmpty();
    assertThat(runtime.listPodSandbox(PodSandboxFilter.ALL)).isEmpty();
  }

  @Test
  void reportsAComponentThatDoesNotStart() {
    scheduler.broken = true;
    String sandbox = runtime.runPodSandbox(pod(), InProcessRuntime.HANDLER);
    String id = container(sandbox, "kube-scheduler");
    assertThatThrownBy(() -> runtime.startContainer(id)).hasMessageContaining("port taken");
    assertThat(runtime.containerStatus(id).state()).isEqualTo(ContainerState.CONTAINER_EXITED);
    assertThatThrownBy(() -> container(sandbox, "etcd")).isInstanceOf(CriException.class);
    assertThatThrownBy(
            () -> runtime.exec(new ExecRequest(id, List.of("sh"), false, false, true, true)))
        .isInstanceOfSatisfying(
            CriException.class,
            e -> assertThat(e.code()).isEqualTo(CriException.Code.UNIMPLEMENTED));
  }

  @Test
  void dispatchesByHandler() {
    String own = runtime.runPodSandbox(pod(), "");
    String other = runtime.runPodSandbox(pod(), InProcessRuntime.HANDLER);
    assertThat(standard.listPodSandbox(PodSandboxFilter.ALL)).extracting("id").containsExactly(own);
    assertThat(runtime.listPodSandbox(PodSandboxFilter.ALL))
        .extracting("id")
        .containsExactlyInAnyOrder(own, other);
    assertThatThrownBy(() -> runtime.runPodSandbox(pod(), "gvisor"))
        .hasMessage("no runtime for \"gvisor\" is configured");
    RuntimeService restarted =
        new DispatchingRuntime(standard, Map.of(InProcessRuntime.HANDLER, inProcess));
    assertThat(restarted.podSandboxStatus(other).id()).isEqualTo(other);
  }

  @Test
  void hasTheImagesOfItsComponents() {
    DispatchingImages images = new DispatchingImages(inProcess.images(), standard.images());
    ImageSpec spec = ImageSpec.of("k4j.local/kube-scheduler:v1.36.2");
    assertThat(images.imageStatus(spec)).isPresent();
    assertThat(images.pullImage(spec, null, null)).isEqualTo(spec.image());
    assertThatThrownBy(() -> images.pullImage(ImageSpec.of("k4j.local/etcd"), null, null))
        .hasMessageContaining("not found");
  }
}
