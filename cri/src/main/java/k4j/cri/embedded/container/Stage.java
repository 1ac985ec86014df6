package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import k4j.cri.CriException;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.Mount;
import k4j.cri.container.MountPropagation;
import k4j.cri.embedded.image.ImageContent;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.Mounts;
import k4j.cri.embedded.oci.CapabilitySet;
import k4j.cri.embedded.oci.DeviceNode;
import k4j.cri.embedded.oci.MountPlan;
import k4j.cri.embedded.oci.PlannedMount;
import k4j.cri.embedded.oci.ProcessSpec;
import k4j.cri.embedded.process.Accounts;
import k4j.cri.embedded.rootfs.ImageVolume;
import k4j.cri.embedded.rootfs.RootedPath;
import k4j.cri.sandbox.NamespaceMode;

/// The mount namespace of a container in the making: its root is mounted, its process resolved. All
/// of it belongs to the calling thread, which must be one of its own, and to what that starts.
record Stage(
    LaunchPlan plan, ProcessSpec process, List<PlannedMount> mounts, List<DeviceNode> devices) {

  static Stage enter(LaunchPlan plan) throws IOException {
    ContainerConfig config = plan.container().config();
    List<Fd> trees = new ArrayList<>();
    List<Path> places = new ArrayList<>();
    try {
      Kernel.unshare(Kernel.CLONE_FS);
      String memory = sharedMemory(plan, trees, places);
      ContainerConfig attached = withShared(plan, config, trees, places);
      Kernel.unshare(Kernel.CLONE_NEWNS);
      Mounts.propagation("/", Mounts.MS_SLAVE | Mounts.MS_REC);
      plan.root().mount(plan.image());
      for (int i = 0; i < trees.size(); i++) {
        Mounts.attachTree(trees.get(i), places.get(i).toString());
      }
      attached = withImages(plan, attached);
      RootedPath root = new RootedPath(plan.root().root());
      Accounts accounts =
          new Accounts(root.read("/etc/passwd").orElse(""), root.read("/etc/group").orElse(""));
      ProcessSpec process =
          ProcessPlan.of(
              config, plan.image().defaults(), accounts, plan.hostname(), plan.ownCapabilities());
      process = process.withOomScoreAdj(possibleScore(process.oomScoreAdj(), plan));
      root.mountPoint(process.workingDirectory(), true);
      ProcessFile.write(plan.files(), process);
      plan.files().giveOutputTo(process.user().uid(), process.user().gid());
      MountPlan.Surroundings around =
          new MountPlan.Surroundings(
              files(plan), memory, plan.cgroups().views(plan.container().cgroup()));
      return new Stage(plan, process, MountPlan.of(attached, around), DeviceNode.asked(config));
    } finally {
      trees.forEach(Fd::close);
    }
  }

  /// Only with CAP_SYS_RESOURCE may a process be made safer from the kernel's OOM killer than this
  /// one.
  private static long possibleScore(long asked, LaunchPlan plan) throws IOException {
    long resource = CapabilitySet.mask(List.of("CAP_SYS_RESOURCE"));
    if ((plan.ownCapabilities() & resource) != 0) {
      return asked;
    }
    String own = Files.readString(Path.of("/proc/self/oom_score_adj")).strip();
    return Math.max(asked, Long.parseLong(own));
  }

  RootedPath root() {
    return new RootedPath(plan.root().root());
  }

  private static Map<String, String> files(LaunchPlan plan) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("/etc/resolv.conf", plan.sandboxFiles().resolvConf().toString());
    files.put("/etc/hostname", plan.sandboxFiles().hostname().toString());
    files.put("/etc/hosts", plan.sandboxFiles().hosts().toString());
    return files;
  }

  /// The shared memory of the pod is mounted in the namespace of its pause process only: a copy of
  /// that mount is taken along.
  private static String sharedMemory(LaunchPlan plan, List<Fd> trees, List<Path> places)
      throws IOException {
    if (plan.sandbox().namespaces().ipc() == NamespaceMode.NODE) {
      return "/dev/shm";
    }
    try (Fd own = Kernel.open("/proc/thread-self/ns/mnt", Kernel.O_RDONLY)) {
      Kernel.enterNamespace("/proc/" + plan.pausePid() + "/ns/mnt", Kernel.CLONE_NEWNS);
      try {
        trees.add(Mounts.copyTree("/"));
      } finally {
        Kernel.setns(own, Kernel.CLONE_NEWNS);
      }
    }
    places.add(Files.createDirectories(plan.files().sharedMemory()));
    return plan.files().sharedMemory().toString();
  }

  private static ContainerConfig withImages(LaunchPlan plan, ContainerConfig config)
      throws IOException {
    List<Mount> mounts = new ArrayList<>();
    for (Mount mount : config.mounts()) {
      if (mount.image().isEmpty()) {
        mounts.add(mount);
        continue;
      }
      ImageContent image = Objects.requireNonNull(plan.volumes().get(mount.image()));
      Path place = Files.createDirectories(plan.files().volume(mounts.size()));
      Path source = ImageVolume.mount(image, place, mount.imageSubPath());
      mounts.add(Mount.of(source.toString(), mount.containerPath(), true));
    }
    return ContainerConfigs.withMounts(config, mounts);
  }

  /// Volumes whose mounts travel back to the node keep their peers only as a copy taken before this
  /// namespace was cut off.
  private static ContainerConfig withShared(
      LaunchPlan plan, ContainerConfig config, List<Fd> trees, List<Path> places)
      throws IOException {
    List<Mount> mounts = new ArrayList<>();
    for (Mount mount : config.mounts()) {
      if (!mount.image().isEmpty()) {
        mounts.add(mount);
        continue;
      }
      Path source = Path.of(mount.hostPath());
      if (!Files.exists(source)) {
        throw CriException.invalid(
            "failed to generate spec: failed to stat \""
                + source
                + "\": no such file or directory");
      }
      if (mount.propagation() == MountPropagation.BIDIRECTIONAL) {
        Path place = Files.createDirectories(plan.files().volume(mounts.size()));
        trees.add(Mounts.copyTree(mount.hostPath()));
        places.add(place);
        mounts.add(
            new Mount(
                mount.containerPath(),
                place.toString(),
                mount.readonly(),
                mount.propagation(),
                mount.recursiveReadOnly(),
                "",
                ""));
      } else {
        mounts.add(mount);
      }
    }
    return ContainerConfigs.withMounts(config, mounts);
  }
}
