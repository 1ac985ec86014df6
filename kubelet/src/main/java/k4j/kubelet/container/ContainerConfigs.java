package k4j.kubelet.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.Mount;
import k4j.cri.container.MountPropagation;
import k4j.cri.image.Image;
import k4j.cri.image.ImageSpec;
import k4j.kubelet.config.KubeletSettings;
import k4j.kubelet.config.NodePaths;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.reference.Expansion;
import k4j.kubelet.reference.InvalidSpecException;
import k4j.kubelet.volume.NodeVolume;
import k4j.kubelet.volume.PodVolumes;
import k4j.kubelet.volume.VolumeException;

/// Makes the configuration of a container.
public final class ContainerConfigs {

  private static final String ETC_HOSTS = "/etc/hosts";

  private final KubeletSettings settings;
  private final SecurityContexts security;
  private final long memoryCapacity;

  /// @param memoryCapacity of the node, in bytes
  public ContainerConfigs(
      KubeletSettings settings, SecurityContexts security, long memoryCapacity) {
    this.settings = settings;
    this.security = security;
    this.memoryCapacity = memoryCapacity;
  }

  /// What differs from one start to the next.
  ///
  /// @param volumes by name, where the pod's volumes are on the node
  /// @param volumeImages by name, the ids of the images that are volumes
  /// @param targetId the container whose processes an ephemeral one wants to see, or empty
  public record Start(
      int attempt,
      Image image,
      Map<String, String> environment,
      Map<String, NodeVolume> volumes,
      Map<String, String> volumeImages,
      List<String> ips,
      String targetId) {

    public Start {
      volumes = Map.copyOf(volumes);
      volumeImages = Map.copyOf(volumeImages);
      ips = List.copyOf(ips);
    }
  }

  /// @throws InvalidSpecException where the pod asks for what cannot be
  public ContainerConfig of(JsonObject pod, JsonObject container, Start start) {
    Map<String, String> env = start.environment();
    ImageSpec image = new ImageSpec(start.image().id(), Map.of(), container.string("image"), "");
    int attempt = start.attempt();
    return ContainerConfig.builder(container.string("name"), attempt, image)
        .command(expand(container, "command", env))
        .args(expand(container, "args", env))
        .workingDir(container.string("workingDir"))
        .envs(env)
        .mounts(mounts(pod, container, start))
        .labels(ContainerLabels.labels(pod, container))
        .annotations(ContainerLabels.annotations(pod, container, attempt))
        .logPath(NodePaths.logFile(container.string("name"), attempt))
        .stdin(container.bool("stdin"), container.bool("stdinOnce"))
        .tty(container.bool("tty"))
        .resources(CgroupResources.of(pod, container, memoryCapacity))
        .securityContext(security.of(pod, container, start.image(), start.targetId()))
        .stopSignal(container.object("lifecycle").string("stopSignal"))
        .build();
  }

  private static List<String> expand(JsonObject container, String name, Map<String, String> env) {
    return container.array(name).strings().stream()
        .map(text -> Expansion.expand(text, env))
        .toList();
  }

  private List<Mount> mounts(JsonObject pod, JsonObject container, Start start) {
    List<Mount> result = new ArrayList<>();
    boolean ownHosts = false;
    for (JsonObject mount : container.array("volumeMounts").objects()) {
      ownHosts |= mount.string("mountPath").equals(ETC_HOSTS);
      result.add(mount(mount, start));
    }
    try {
      if (!ownHosts) {
        result.add(Mount.of(writeHosts(pod, start).toString(), ETC_HOSTS, false));
      }
      String messagePath = container.string("terminationMessagePath");
      if (!messagePath.isEmpty()) {
        Path file = messageFile(pod, container, start.attempt());
        result.add(Mount.of(file.toString(), messagePath, false));
      }
    } catch (IOException e) {
      throw new InvalidSpecException("failed to write files of the container: " + e);
    }
    return result;
  }

  private static Mount mount(JsonObject mount, Start start) {
    String expression = mount.string("subPathExpr");
    String subPath =
        expression.isEmpty()
            ? mount.string("subPath")
            : Expansion.expand(expression, start.environment());
    String image = start.volumeImages().get(mount.string("name"));
    if (image != null) {
      return Mount.ofImage(image, subPath, mount.string("mountPath"));
    }
    NodeVolume volume = start.volumes().get(mount.string("name"));
    if (volume == null) {
      throw new InvalidSpecException(
          "cannot find volume \"%s\" to mount into container".formatted(mount.string("name")));
    }
    Path source = volume.path();
    if (!subPath.isEmpty()) {
      try {
        source = PodVolumes.subPath(volume.path(), subPath);
      } catch (VolumeException e) {
        throw new InvalidSpecException(String.valueOf(e.getMessage()));
      }
    }
    MountPropagation propagation =
        switch (mount.string("mountPropagation")) {
          case "HostToContainer" -> MountPropagation.HOST_TO_CONTAINER;
          case "Bidirectional" -> MountPropagation.BIDIRECTIONAL;
          default -> MountPropagation.PRIVATE;
        };
    return new Mount(
        mount.string("mountPath"),
        source.toString(),
        mount.bool("readOnly") || volume.readOnly(),
        propagation,
        mount.string("recursiveReadOnly").equals("Enabled"),
        "",
        "");
  }

  private Path writeHosts(JsonObject pod, Start start) throws IOException {
    Path file = settings.paths().hostsFile(PodName.of(pod).uid());
    String content =
        PodSpecs.isHostNetwork(pod)
            ? HostsFile.contentOfHost(pod, nodeHosts())
            : HostsFile.content(pod, start.ips(), settings.clusterDomain(), settings.nodeName());
    settings.paths().files().write(file, content, 0644);
    return file;
  }

  private static String nodeHosts() throws IOException {
    Path file = Path.of(ETC_HOSTS);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private Path messageFile(JsonObject pod, JsonObject container, int attempt) throws IOException {
    Path directory =
        settings.paths().containerDirectory(PodName.of(pod).uid(), container.string("name"));
    Path file = directory.resolve(Integer.toString(attempt));
    settings.paths().files().write(file, "", 0666);
    return file;
  }
}
