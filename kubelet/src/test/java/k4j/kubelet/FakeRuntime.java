package k4j.kubelet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import k4j.cri.CriException;
import k4j.cri.ImageService;
import k4j.cri.RuntimeService;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerEvent;
import k4j.cri.container.ContainerEventListener;
import k4j.cri.container.ContainerFilter;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.ContainerUser;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.image.AuthConfig;
import k4j.cri.image.Image;
import k4j.cri.image.ImageFsInfo;
import k4j.cri.image.ImageSpec;
import k4j.cri.runtime.RuntimeCondition;
import k4j.cri.runtime.RuntimeConfig;
import k4j.cri.runtime.RuntimeStatus;
import k4j.cri.runtime.RuntimeVersion;
import k4j.cri.sandbox.PodSandbox;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxFilter;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.sandbox.PodSandboxStatus;
import k4j.cri.stats.ContainerStats;
import k4j.cri.stats.ContainerStatsFilter;
import k4j.cri.stats.MemoryUsage;
import k4j.cri.stats.PodSandboxStats;
import k4j.cri.stats.PodSandboxStatsFilter;
import k4j.cri.stream.AttachRequest;
import k4j.cri.stream.ExecRequest;
import k4j.cri.stream.ExecSyncResult;
import k4j.cri.stream.PortStream;
import k4j.cri.stream.StreamSession;
import k4j.cri.stream.TerminalSize;
import org.jspecify.annotations.Nullable;

/// A runtime whose containers are records: they run until they are stopped or a test ends them.
/// Images whose name contains `missing` cannot be pulled; args `exit N` end at once with N.
final class FakeRuntime implements RuntimeService, ImageService {

  private final InstantSource clock;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, PodSandboxStatus> sandboxes = new ConcurrentHashMap<>();
  private final Map<String, ContainerStatus> containers = new ConcurrentHashMap<>();
  private final Map<String, ContainerConfig> configs = new ConcurrentHashMap<>();
  private final Map<String, PodSandboxConfig> sandboxConfigs = new ConcurrentHashMap<>();

  /// Every change of resources, in order.
  final List<String> updates = new CopyOnWriteArrayList<>();

  private final List<ContainerEventListener> listeners = new CopyOnWriteArrayList<>();

  /// What a command answers, for probes and hooks.
  volatile Function<List<String>, ExecSyncResult> commands = _ -> result("", 0);

  /// What every container and sandbox uses, in bytes.
  volatile long usedMemory = 1 << 20;

  /// What containers end with when they are stopped.
  volatile int stopCode = 143;

  /// What happens during a pull.
  volatile Runnable pulls = () -> {};

  FakeRuntime(InstantSource clock) {
    this.clock = clock;
  }

  static ExecSyncResult result(String output, int code) {
    return new ExecSyncResult(output.getBytes(StandardCharsets.UTF_8), new byte[0], code);
  }

  ContainerConfig config(String containerId) {
    return configs.get(containerId);
  }

  PodSandboxConfig sandboxConfig(String id) {
    return sandboxConfigs.get(id);
  }

  List<ContainerStatus> named(String name) {
    return containers.values().stream().filter(c -> c.metadata().name().equals(name)).toList();
  }

  boolean isEmpty() {
    return sandboxes.isEmpty() && containers.isEmpty();
  }

  /// The container's process ends.
  void exit(String id, int code) {
    ContainerStatus old = containers.get(id);
    if (old == null || old.state() != ContainerState.CONTAINER_RUNNING) {
      return;
    }
    put(old, ContainerState.CONTAINER_EXITED, code);
    tell(id, ContainerEvent.Type.CONTAINER_STOPPED_EVENT);
  }

  void log(String id, String text) {
    try {
      Files.writeString(
          Path.of(containers.get(id).logPath()),
          clock.instant() + " stdout F " + text + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void put(ContainerStatus s, ContainerState state, int code) {
    boolean exited = state == ContainerState.CONTAINER_EXITED;
    containers.put(
        s.id(),
        new ContainerStatus(
            s.id(),
            s.podSandboxId(),
            s.metadata(),
            state,
            s.createdAt(),
            s.startedAt().or(() -> Optional.of(clock.instant())),
            exited ? Optional.of(clock.instant()) : Optional.empty(),
            code,
            s.image(),
            s.imageRef(),
            s.imageId(),
            exited ? (code == 0 ? "Completed" : "Error") : "",
            "",
            s.labels(),
            s.annotations(),
            s.mounts(),
            s.logPath(),
            s.resources(),
            s.user(),
            s.stopSignal()));
  }

  private void tell(String id, ContainerEvent.Type type) {
    ContainerStatus c = containers.get(id);
    String sandbox = c == null ? id : c.podSandboxId();
    PodSandboxStatus s = sandboxes.get(sandbox);
    if (s != null) {
      ContainerEvent event =
          new ContainerEvent(id, sandbox, s.metadata().uid(), type, clock.instant());
      listeners.forEach(l -> l.event(event));
    }
  }

  @Override
  public RuntimeVersion version() {
    return new RuntimeVersion("0.1.0", "fake", "1.0", "v1");
  }

  @Override
  public RuntimeStatus status() {
    return new RuntimeStatus(
        List.of(
            new RuntimeCondition(RuntimeCondition.RUNTIME_READY, true, "", ""),
            new RuntimeCondition(RuntimeCondition.NETWORK_READY, true, "", "")),
        List.of(),
        Map.of());
  }

  @Override
  public void updateRuntimeConfig(RuntimeConfig config) {}

  @Override
  public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
    String id = "sandbox" + ids.incrementAndGet();
    sandboxConfigs.put(id, config);
    sandboxes.put(
        id,
        new PodSandboxStatus(
            id,
            config.metadata(),
            PodSandboxState.SANDBOX_READY,
            clock.instant(),
            List.of("10.9.0." + ids.get()),
            config.linux().securityContext().namespaceOptions(),
            config.labels(),
            config.annotations(),
            runtimeHandler));
    return id;
  }

  @Override
  public void stopPodSandbox(String id) {
    PodSandboxStatus s = sandboxes.get(id);
    if (s == null) {
      return;
    }
    for (ContainerStatus c : containers.values()) {
      if (c.podSandboxId().equals(id)) {
        exit(c.id(), 137);
      }
    }
    sandboxes.put(
        id,
        new PodSandboxStatus(
            id,
            s.metadata(),
            PodSandboxState.SANDBOX_NOTREADY,
            s.createdAt(),
            s.ips(),
            s.namespaces(),
            s.labels(),
            s.annotations(),
            s.runtimeHandler()));
  }

  @Override
  public void removePodSandbox(String id) {
    stopPodSandbox(id);
    containers.values().removeIf(c -> c.podSandboxId().equals(id));
    sandboxes.remove(id);
  }

  private static <T> T found(@Nullable T value, String id) {
    if (value == null) {
      throw CriException.notFound(id);
    }
    return value;
  }

  @Override
  public void updatePodSandboxResources(
      String id, LinuxContainerResources overhead, LinuxContainerResources resources) {
    updates.add("pod " + shown(resources));
  }

  private static String shown(LinuxContainerResources r) {
    return "shares=%d quota=%d memory=%d"
        .formatted(r.cpuShares(), r.cpuQuota(), r.memoryLimitBytes());
  }

  @Override
  public PodSandboxStatus podSandboxStatus(String id) {
    return found(sandboxes.get(id), id);
  }

  @Override
  public List<PodSandbox> listPodSandbox(PodSandboxFilter filter) {
    return sandboxes.values().stream()
        .map(s ->
            new PodSandbox(
                s.id(),
                s.metadata(),
                s.state(),
                s.createdAt(),
                s.labels(),
                s.annotations(),
                s.runtimeHandler()))
        .filter(filter::matches)
        .toList();
  }

  @Override
  public String createContainer(
      String podSandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig) {
    String id = "container" + ids.incrementAndGet();
    configs.put(id, config);
    containers.put(
        id,
        new ContainerStatus(
            id,
            podSandboxId,
            config.metadata(),
            ContainerState.CONTAINER_CREATED,
            clock.instant(),
            Optional.empty(),
            Optional.empty(),
            0,
            ImageSpec.of(config.image().userSpecifiedImage()),
            config.image().image(),
            config.image().image(),
            "",
            "",
            config.labels(),
            config.annotations(),
            config.mounts(),
            Path.of(sandboxConfig.logDirectory()).resolve(config.logPath()).toString(),
            LinuxContainerResources.NONE,
            ContainerUser.ROOT,
            ""));
    return id;
  }

  @Override
  public void startContainer(String id) {
    put(found(containers.get(id), id), ContainerState.CONTAINER_RUNNING, 0);
    List<String> args = configs.get(id).args();
    if (!args.isEmpty() && args.getFirst().equals("exit")) {
      exit(id, Integer.parseInt(args.get(1)));
    }
    tell(id, ContainerEvent.Type.CONTAINER_STARTED_EVENT);
  }

  @Override
  public void stopContainer(String id, Duration timeout) {
    exit(id, stopCode);
  }

  @Override
  public void removeContainer(String id) {
    containers.remove(id);
  }

  @Override
  public List<Container> listContainers(ContainerFilter filter) {
    return containers.values().stream()
        .map(c ->
            new Container(
                c.id(),
                c.podSandboxId(),
                c.metadata(),
                c.image(),
                c.imageRef(),
                c.state(),
                c.createdAt(),
                c.labels(),
                c.annotations()))
        .filter(filter::matches)
        .toList();
  }

  @Override
  public ContainerStatus containerStatus(String id) {
    return found(containers.get(id), id);
  }

  @Override
  public void updateContainerResources(String id, LinuxContainerResources resources) {
    String name = found(containers.get(id), id).metadata().name();
    updates.add(name + " " + shown(resources));
  }

  @Override
  public void reopenContainerLog(String id) {}

  @Override
  public ExecSyncResult execSync(String id, List<String> command, Duration timeout) {
    return commands.apply(command);
  }

  /// Answers with the command's words, then with what it read, and exits with the number of words.
  @Override
  public StreamSession exec(ExecRequest request) {
    return new Echo(request);
  }

  @Override
  public StreamSession attach(AttachRequest request) {
    throw new CriException(CriException.Code.UNIMPLEMENTED, "no attach");
  }

  @Override
  public PortStream portForward(String podSandboxId, int port) {
    throw CriException.unavailable("connection refused");
  }

  @Override
  public ContainerStats containerStats(String id) {
    throw CriException.notFound(id);
  }

  @Override
  public List<ContainerStats> listContainerStats(ContainerStatsFilter filter) {
    return List.of();
  }

  @Override
  public PodSandboxStats podSandboxStats(String id) {
    PodSandboxStatus sandbox = podSandboxStatus(id);
    return new PodSandboxStats(
        id,
        sandbox.metadata(),
        sandbox.labels(),
        sandbox.annotations(),
        Optional.empty(),
        Optional.of(memory()),
        List.of(),
        1,
        containers.values().stream()
            .filter(c -> c.podSandboxId().equals(id))
            .map(this::stats)
            .toList());
  }

  private MemoryUsage memory() {
    return new MemoryUsage(clock.instant(), usedMemory, 0, usedMemory, usedMemory, 0, 0);
  }

  private ContainerStats stats(ContainerStatus c) {
    return new ContainerStats(
        c.id(),
        c.metadata(),
        c.labels(),
        c.annotations(),
        Optional.empty(),
        Optional.of(memory()),
        Optional.empty());
  }

  @Override
  public List<PodSandboxStats> listPodSandboxStats(PodSandboxStatsFilter filter) {
    return List.of();
  }

  @Override
  public Subscription containerEvents(ContainerEventListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public List<Image> listImages(@Nullable ImageSpec filter) {
    return List.of(image("present"));
  }

  private static Image image(String name) {
    return new Image(
        "sha256:" + name,
        List.of("docker.io/library/" + name + ":latest"),
        List.of(),
        1000,
        OptionalLong.empty(),
        "",
        false);
  }

  @Override
  public Optional<Image> imageStatus(ImageSpec spec) {
    return spec.image().contains("missing") || spec.image().contains("absent")
        ? Optional.empty()
        : Optional.of(image(spec.image()));
  }

  @Override
  public String pullImage(
      ImageSpec spec, @Nullable AuthConfig auth, @Nullable PodSandboxConfig sandbox) {
    pulls.run();
    if (spec.image().contains("missing")) {
      throw CriException.notFound("no such image");
    }
    return "sha256:pulled";
  }

  @Override
  public void removeImage(ImageSpec image) {}

  @Override
  public ImageFsInfo imageFsInfo() {
    return new ImageFsInfo(List.of(), List.of());
  }

  private static final class Echo implements StreamSession {

    private final ExecRequest request;
    private final List<Byte> written = new ArrayList<>();
    private final CountDownLatch inputEnded;

    Echo(ExecRequest request) {
      this.request = request;
      inputEnded = new CountDownLatch(request.stdin() ? 1 : 0);
    }

    @Override
    public OutputStream stdin() {
      return new OutputStream() {
        @Override
        public void write(int value) {
          written.add((byte) value);
        }

        @Override
        public void close() {
          inputEnded.countDown();
        }
      };
    }

    @Override
    public InputStream stdout() {
      try {
        inputEnded.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      byte[] words = String.join(" ", request.command()).getBytes(StandardCharsets.UTF_8);
      byte[] all = new byte[words.length + written.size()];
      System.arraycopy(words, 0, all, 0, words.length);
      for (int i = 0; i < written.size(); i++) {
        all[words.length + i] = written.get(i);
      }
      return new ByteArrayInputStream(all);
    }

    @Override
    public InputStream stderr() {
      return InputStream.nullInputStream();
    }

    @Override
    public void resize(TerminalSize size) {}

    @Override
    public int waitForExit() throws InterruptedException {
      inputEnded.await();
      return request.command().size();
    }

    @Override
    public void close() {}
  }
}
