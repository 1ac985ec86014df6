package k4j.kubelet.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;
import k4j.client.Surroundings;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerStatus;
import k4j.cri.image.Image;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.kubelet.allocation.Allocations;
import k4j.kubelet.config.NodePaths;
import k4j.kubelet.container.ContainerConfigs;
import k4j.kubelet.image.CriErrors;
import k4j.kubelet.image.GoDuration;
import k4j.kubelet.image.ImageException;
import k4j.kubelet.image.ImagePuller;
import k4j.kubelet.pod.Backoff;
import k4j.kubelet.pod.PodEvents;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.RuntimePod;
import k4j.kubelet.reference.InvalidSpecException;
import k4j.kubelet.volume.NodeVolume;
import org.jspecify.annotations.Nullable;

/// Starts one container: back-off, image, configuration, create, start, hook.
final class ContainerStarter {

  private final RuntimeService runtime;
  private final ImagePuller images;
  private final ContainerConfigs configs;
  private final Environments environments;
  private final Hooks hooks;
  private final PodKiller killer;
  private final Allocations allocations;
  private final PodEvents events;
  private final NodePaths paths;
  private final Surroundings surroundings;
  private final Backoff backoff = Backoff.crashLoop();

  /// What a container is started with.
  record Parts(
      RuntimeService runtime,
      ImagePuller images,
      ContainerConfigs configs,
      Environments environments,
      Hooks hooks,
      PodKiller killer,
      Allocations allocations) {}

  ContainerStarter(Parts parts, PodEvents events, NodePaths paths, Surroundings surroundings) {
    runtime = parts.runtime();
    images = parts.images();
    configs = parts.configs();
    environments = parts.environments();
    hooks = parts.hooks();
    killer = parts.killer();
    allocations = parts.allocations();
    this.events = events;
    this.paths = paths;
    this.surroundings = surroundings;
  }

  /// The pod's own part in a start.
  record Place(
      String sandboxId,
      PodSandboxConfig sandbox,
      RuntimePod state,
      Map<String, NodeVolume> volumes,
      List<String> ips,
      CompletableFuture<Void> ending) {}

  void start(JsonObject pod, JsonObject container, Place place) throws StartFailure {
    checkBackoff(pod, container, place.state());
    Image image = image(pod, container, place);
    String id = create(pod, container, image, volumeImages(pod, container, place), place);
    events.normal(pod, container, "Created", "Container created");
    try {
      runtime.startContainer(id);
    } catch (CriException e) {
      throw failed(pod, container, "RunContainerError", CriErrors.text(e));
    }
    events.normal(pod, container, "Started", "Container started");
    postStart(pod, container, id, place.ips());
  }

  private static String key(JsonObject pod, JsonObject container) {
    PodName name = PodName.of(pod);
    return name.uid() + "_" + container.string("name") + "_" + container.string("image");
  }

  private void checkBackoff(JsonObject pod, JsonObject container, RuntimePod state)
      throws StartFailure {
    // One that was just killed for its probe is still running here: the one before it counts.
    Optional<ContainerStatus> exited = state.newestExited(container.string("name"));
    if (exited.isEmpty()) {
      return;
    }
    Instant end = exited.get().finishedAt().orElse(exited.get().createdAt());
    Instant now = surroundings.clock().instant();
    String key = key(pod, container);
    Duration left = backoff.remaining(key, end, now);
    if (left.isPositive()) {
      String name = container.string("name");
      PodName podName = PodName.of(pod);
      events.warning(
          pod,
          container,
          "BackOff",
          "Back-off restarting failed container " + name + " in pod " + podName);
      throw new StartFailure(
          "CrashLoopBackOff",
          "back-off %s restarting failed container=%s pod=%s"
              .formatted(GoDuration.format(backoff.delay(key)), name, podName),
          left);
    }
    backoff.failed(key, end, now);
  }

  /// The images that the container mounts as volumes, by the volumes' names.
  private Map<String, String> volumeImages(JsonObject pod, JsonObject container, Place place)
      throws StartFailure {
    Set<String> mounted =
        container.array("volumeMounts").objects().stream()
            .map(mount -> mount.string("name"))
            .collect(Collectors.toSet());
    Map<String, String> result = new LinkedHashMap<>();
    for (JsonObject volume : PodSpecs.spec(pod).array("volumes").objects()) {
      String reference = volume.object("image").string("reference");
      if (!reference.isEmpty() && mounted.contains(volume.string("name"))) {
        JsonObject asked =
            container
                .with("image", reference)
                .with("imagePullPolicy", volume.object("image").string("pullPolicy"));
        result.put(volume.string("name"), image(pod, asked, place).id());
      }
    }
    return result;
  }

  /// The pull goes on by itself when the pod is to end meanwhile.
  private Image image(JsonObject pod, JsonObject container, Place place) throws StartFailure {
    FutureTask<Image> pull = new FutureTask<>(() -> images.ensure(pod, container, place.sandbox()));
    CompletableFuture<Void> pulled = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("kubelet-image-" + container.string("name"))
        .start(() -> {
          pull.run();
          pulled.complete(null);
        });
    CompletableFuture.anyOf(pulled, place.ending()).join();
    if (!pull.isDone()) {
      throw new StartFailure("ErrImagePull", "pull was given up: the pod ends", Duration.ZERO);
    }
    try {
      return pull.get();
    } catch (ExecutionException e) {
      throw refused(pod, container, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("ErrImagePull", e.toString(), Duration.ZERO);
    }
  }

  private StartFailure refused(JsonObject pod, JsonObject container, @Nullable Throwable why) {
    if (why instanceof ImageException e) {
      events.warning(pod, container, "Failed", "Error: " + e.reason());
      Duration retry = images.remaining(pod, container.string("image"));
      return new StartFailure(e.reason(), e.text(), retry);
    }
    return failed(pod, container, "ErrImagePull", String.valueOf(why));
  }

  private String create(
      JsonObject pod,
      JsonObject container,
      Image image,
      Map<String, String> volumeImages,
      Place place)
      throws StartFailure {
    ContainerConfig config;
    try {
      ContainerConfigs.Start start =
          new ContainerConfigs.Start(
              attempt(pod, container, place.state()),
              image,
              environments.of(pod, container, place.ips()),
              place.volumes(),
              volumeImages,
              place.ips(),
              target(container, place.state()));
      config = configs.of(pod, container, start);
      Path log = Path.of(place.sandbox().logDirectory()).resolve(container.string("name"));
      paths.files().makeDirectories(log);
    } catch (InvalidSpecException e) {
      String message = String.valueOf(e.getMessage());
      throw failed(pod, container, "CreateContainerConfigError", message);
    } catch (IOException e) {
      throw failed(pod, container, "CreateContainerConfigError", e.toString());
    }
    try {
      allocations.actuate(pod, container.string("name"), container.object("resources"));
      return runtime.createContainer(place.sandboxId(), config, place.sandbox());
    } catch (CriException e) {
      throw failed(pod, container, "CreateContainerError", CriErrors.text(e));
    }
  }

  private static String target(JsonObject container, RuntimePod state) {
    String name = container.string("targetContainerName");
    return name.isEmpty() ? "" : state.find(name).map(ContainerStatus::id).orElse("");
  }

  /// One more than the newest record has; where records are lost, than the newest log.
  private int attempt(JsonObject pod, JsonObject container, RuntimePod state) {
    String name = container.string("name");
    Optional<ContainerStatus> newest = state.find(name);
    if (newest.isPresent()) {
      return newest.get().metadata().attempt() + 1;
    }
    Path logs = paths.logDirectory(PodName.of(pod)).resolve(name);
    try {
      return paths.files().names(logs).stream()
              .filter(f -> f.matches("[0-9]+\\.log"))
              .mapToInt(f -> Integer.parseInt(f.substring(0, f.length() - 4)))
              .max()
              .orElse(-1)
          + 1;
    } catch (IOException _) {
      return 0; // as if there were no log
    }
  }

  private StartFailure failed(JsonObject pod, JsonObject container, String reason, String message) {
    events.warning(pod, container, "Failed", "Error: " + message);
    return new StartFailure(reason, message, Duration.ZERO);
  }

  private void postStart(JsonObject pod, JsonObject container, String id, List<String> ips)
      throws StartFailure {
    JsonObject handler = container.object("lifecycle").object("postStart");
    if (handler.isEmpty()) {
      return;
    }
    String ip = ips.isEmpty() ? "" : ips.getFirst();
    Optional<String> problem = hooks.run(handler, container, id, ip, Duration.ZERO);
    if (problem.isEmpty()) {
      return;
    }
    events.warning(pod, container, "FailedPostStartHook", "PostStartHook failed");
    killer.killContainer(
        pod, new PodActions.Kill(id, container, "FailedPostStartHook", PodActions.Reason.NONE));
    throw new StartFailure("PostStartHookError", problem.get(), Duration.ZERO);
  }

  void forget(String podUid) {
    backoff.forget(podUid + "_");
    images.forget(podUid);
  }
}
