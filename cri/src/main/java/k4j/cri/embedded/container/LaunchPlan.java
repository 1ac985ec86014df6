package k4j.cri.embedded.container;

import java.util.Map;
import k4j.cri.embedded.cgroup.Cgroups;
import k4j.cri.embedded.image.ImageContent;
import k4j.cri.embedded.rootfs.RootFileSystem;
import k4j.cri.embedded.sandbox.SandboxFiles;
import k4j.cri.embedded.state.ContainerRecord;
import k4j.cri.embedded.state.SandboxRecord;

/// All that a launcher needs to know of the container that it is to start.
///
/// @param volumes by their ids, the images that it has as volumes
public record LaunchPlan(
    ContainerRecord container,
    SandboxRecord sandbox,
    ImageContent image,
    Map<String, ImageContent> volumes,
    ContainerFiles files,
    SandboxFiles sandboxFiles,
    RootFileSystem root,
    Cgroups cgroups,
    long targetPid,
    String hostname,
    long ownCapabilities) {
  public LaunchPlan {
    volumes = Map.copyOf(volumes);
  }

  /// The process of the sandbox whose namespaces are joined.
  public long pausePid() {
    return sandbox.pause().orElseThrow().pid();
  }
}
