package k4j.kubelet.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.reference.ConfigSource;
import k4j.kubelet.reference.FieldSelector;

/// Sets up the volumes of pods below the kubelet's directory and takes them down again.
public final class PodVolumes implements Volumes {

  private static final int SET_GID = 02000;

  private final Path pods;
  private final ConfigSource config;
  private final TokenSource tokens;
  private final Mounter mounter;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ClaimedVolumes claimed;
  private final NfsMounts nfs;
  private final Map<Path, NodeVolume> ready = new ConcurrentHashMap<>();
  private final Set<Path> mounted = ConcurrentHashMap.newKeySet();

  /// @param pods the directory that has one for each pod
  public PodVolumes(
      Path pods,
      ConfigSource config,
      TokenSource tokens,
      ClaimSource claims,
      Mounter mounter,
      InstantSource clock,
      RandomGenerator random) {
    this.pods = pods;
    this.config = config;
    this.tokens = tokens;
    this.mounter = mounter;
    nfs = new NfsMounts(mounter);
    claimed = new ClaimedVolumes(claims, nfs);
    this.clock = clock;
    this.random = random;
  }

  public Path podDirectory(String uid) {
    return pods.resolve(uid);
  }

  @Override
  public Map<String, NodeVolume> setUp(
      JsonObject pod, FieldSelector.Place place, JsonObject allocatable) throws VolumeException {
    Payloads payloads = new Payloads(pod, config, tokens, place, allocatable);
    Map<String, NodeVolume> result = new LinkedHashMap<>();
    for (JsonObject volume : PodSpecs.spec(pod).array("volumes").objects()) {
      String name = volume.string("name");
      if (volume.has("image")) {
        continue; // the runtime mounts it
      }
      try {
        result.put(
            name,
            ClaimedVolumes.isClaimed(volume)
                ? claimed(pod, volume)
                : own(name, pod, volume, payloads));
      } catch (UnprocessedVolume e) {
        throw new VolumeException(
            ("Unable to attach or mount volumes: unmounted volumes=[%1$s], "
                    + "unattached volumes=[%1$s], failed to process volumes=[%1$s]: %2$s")
                .formatted(name, e.getMessage()));
      }
    }
    return result;
  }

  /// Set up once: what a claim is bound to never changes.
  private NodeVolume claimed(JsonObject pod, JsonObject volume) throws VolumeException {
    Path directory = podDirectory(PodName.of(pod).uid()).resolve("volumes");
    Path key = directory.resolve(volume.string("name"));
    NodeVolume known = ready.get(key);
    if (known == null) {
      known = claimed.setUp(pod, volume, directory);
      ready.put(key, known);
    }
    return known;
  }

  private NodeVolume own(String name, JsonObject pod, JsonObject volume, Payloads payloads)
      throws VolumeException {
    try {
      return setUp(pod, volume, payloads);
    } catch (VolumeException e) {
      throw new VolumeException(
          "MountVolume.SetUp failed for volume \"" + name + "\" : " + e.getMessage(), e);
    } catch (IOException e) {
      throw new VolumeException("MountVolume.SetUp failed for volume \"" + name + "\" : " + e, e);
    }
  }

  private NodeVolume setUp(JsonObject pod, JsonObject volume, Payloads payloads)
      throws IOException, VolumeException {
    if (volume.has("hostPath")) {
      JsonObject source = volume.object("hostPath");
      Path path = Path.of(source.string("path"));
      HostPaths.check(path, source.string("type"));
      return new NodeVolume(path, false);
    }
    if (volume.has("nfs")) {
      JsonObject source = volume.object("nfs");
      Path target = directory(pod, volume, "nfs");
      nfs.mount(source, target, List.of(), source.bool("readOnly"));
      return new NodeVolume(target, source.bool("readOnly"));
    }
    if (volume.has("configMap")) {
      return files(pod, volume, "configmap", false, payloads.configMap(volume.object("configMap")));
    }
    if (volume.has("secret")) {
      return files(pod, volume, "secret", true, payloads.secret(volume.object("secret")));
    }
    if (volume.has("downwardAPI")) {
      return files(
          pod, volume, "downward-api", false, payloads.downward(volume.object("downwardAPI")));
    }
    if (volume.has("projected")) {
      return files(pod, volume, "projected", true, payloads.projected(volume.object("projected")));
    }
    boolean empty = volume.has("emptyDir") || volume.size() == 1;
    if (!empty) {
      throw new UnprocessedVolume("no volume plugin matched");
    }
    return new NodeVolume(emptyDir(pod, volume), false);
  }

  private Path directory(JsonObject pod, JsonObject volume, String plugin) {
    return podDirectory(PodName.of(pod).uid())
        .resolve("volumes")
        .resolve("kubernetes.io~" + plugin)
        .resolve(volume.string("name"));
  }

  private static OptionalLong fsGroup(JsonObject pod) {
    JsonObject context = PodSpecs.spec(pod).object("securityContext");
    return context.has("fsGroup")
        ? OptionalLong.of(context.integer("fsGroup"))
        : OptionalLong.empty();
  }

  /// What is written for a pod is not for its containers to change.
  private NodeVolume files(
      JsonObject pod,
      JsonObject volume,
      String plugin,
      boolean inMemory,
      Map<String, PayloadFile> files)
      throws IOException {
    Path directory = directory(pod, volume, plugin);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    if (inMemory && mounted.add(directory) && !mounter.isMounted(directory)) {
      mounter.tmpfs(directory, "");
      Files.setAttribute(directory, "unix:mode", 0755);
    }
    new AtomicWriter(directory, fsGroup(pod), random).write(files, clock.instant());
    return new NodeVolume(directory, true);
  }

  private Path emptyDir(JsonObject pod, JsonObject volume) throws IOException {
    JsonObject source = volume.object("emptyDir");
    Path directory = directory(pod, volume, "empty-dir");
    boolean inMemory = source.string("medium").equals("Memory");
    if (Files.isDirectory(directory) && (!inMemory || mounter.isMounted(directory))) {
      return directory;
    }
    Files.createDirectories(directory);
    if (inMemory) {
      long size = source.has("sizeLimit") ? Quantity.of(source.get("sizeLimit")).value() : 0;
      mounter.tmpfs(directory, size > 0 ? "size=" + size : "");
    }
    OptionalLong group = fsGroup(pod);
    if (group.isPresent()) {
      Files.setAttribute(directory, "unix:gid", (int) group.getAsLong());
    }
    Files.setAttribute(directory, "unix:mode", 0777 | (group.isPresent() ? SET_GID : 0));
    return directory;
  }

  /// The place of a mount's `subPath`, which is made where it is missing and may not lead out of
  /// its volume.
  public static Path subPath(Path volume, String subPath) throws VolumeException {
    Path path = volume.resolve(subPath).normalize();
    try {
      if (!path.startsWith(volume)) {
        throw new VolumeException("subPath \"" + subPath + "\" leads out of its volume");
      }
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(path);
        // Whoever may write to the volume may do so here.
        int mode = (int) Files.getAttribute(volume, "unix:mode") & 07777;
        Files.setAttribute(path, "unix:mode", mode);
      }
      Path real = path.toRealPath();
      if (!real.startsWith(volume.toRealPath())) {
        throw new VolumeException("subPath \"" + subPath + "\" leads out of its volume");
      }
      return real;
    } catch (IOException e) {
      throw new VolumeException("failed to create subPath directory for volumeMount: " + e, e);
    }
  }

  @Override
  public void tearDown(String uid) throws IOException {
    Path directory = podDirectory(uid);
    if (!Files.exists(directory)) {
      return;
    }
    mounter.unmountAll(directory);
    mounted.removeIf(path -> path.startsWith(directory));
    ready.keySet().removeIf(path -> path.startsWith(directory));
    Trees.delete(directory);
  }

  /// The uids of pods that have a directory here.
  public List<String> known() throws IOException {
    if (!Files.isDirectory(pods)) {
      return List.of();
    }
    try (var entries = Files.list(pods)) {
      return entries.map(p -> p.getFileName().toString()).toList();
    }
  }
}
