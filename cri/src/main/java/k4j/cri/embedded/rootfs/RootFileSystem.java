package k4j.cri.embedded.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.cri.embedded.image.ImageContent;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Mounts;

/// The overlay of one container: layers of its image below, a directory for its writes on top.
public final class RootFileSystem {
  private static final long OVERLAY_MAGIC = 0x794c7630L;

  /// File systems of the host that a container of its image sees through overlays of their own.
  private static final Set<String> REAL =
      Set.of(
          "ext2",
          "ext3",
          "ext4",
          "xfs",
          "btrfs",
          "f2fs",
          "zfs",
          "overlay",
          "squashfs",
          "erofs",
          "tmpfs",
          "9p",
          "virtiofs",
          "nfs",
          "nfs4",
          "vfat",
          "ntfs3",
          "fuseblk");

  /// Places of the host that a container of its image has its own of, or no business with.
  private static final List<String> NOT_SEEN =
      List.of(
          "/proc",
          "/sys",
          "/dev",
          "/var/lib/docker",
          "/var/lib/containers",
          "/var/lib/containerd",
          "/var/lib/kubelet",
          "/run/netns",
          "/run/docker",
          "/run/user",
          "/run/containerd",
          "/run/credentials",
          "/run/containers");

  /// Volumes of pods, be they of another cluster, are nobody else's business.
  private static final String POD_VOLUME = "/volumes/kubernetes.io~";

  private final Path directory;
  private final Set<Path> hidden;

  /// A container's directory, and the directories of the host that it must not see.
  public RootFileSystem(Path directory, Set<Path> hidden) {
    this.directory = directory;
    this.hidden = Set.copyOf(hidden);
  }

  public Path root() {
    return directory.resolve("rootfs");
  }

  /// Mounts it in the calling thread's mount namespace.
  public void mount(ImageContent image) throws IOException {
    Files.createDirectories(root());
    Path writes = writable();
    if (image.host()) {
      host(writes);
    } else {
      layers(image.layers(), writes);
    }
  }

  /// Where writes go: beside the state, unless that is on an overlay itself, which cannot be the
  /// top of another; then in memory.
  private Path writable() throws IOException {
    Path writes = directory.resolve("writes");
    Files.createDirectories(writes);
    if (Kernel.fileSystemType(writes.toString()) == OVERLAY_MAGIC) {
      Mounts.mount("writes", writes.toString(), "tmpfs", Mounts.MS_NODEV, "mode=755");
    }
    return writes;
  }

  private void layers(List<Path> layers, Path writes) throws IOException {
    List<Path> below = layers;
    if (layers.isEmpty()) {
      below = List.of(Files.createDirectories(directory.resolve("empty")));
    }
    overlay(
        Layers.below(below, directory.getFileName().toString()),
        below.getFirst(),
        root().toString(),
        writes.resolve("0"));
  }

  /// The root of an overlay takes its mode and owner from the top, so they are copied there.
  private static void overlay(String lower, Path like, String target, Path writes)
      throws IOException {
    Path upper = Files.createDirectories(writes.resolve("upper"));
    Path work = Files.createDirectories(writes.resolve("work"));
    for (String attribute : List.of("unix:uid", "unix:gid", "unix:mode")) {
      Files.setAttribute(upper, attribute, Files.getAttribute(like, attribute));
    }
    String options =
        "lowerdir="
            + lower
            + ",upperdir="
            + Layers.escape(upper.toString())
            + ",workdir="
            + Layers.escape(work.toString());
    Mounts.mount("overlay", target, "overlay", Mounts.MS_NODEV, options);
  }

  private void host(Path writes) throws IOException {
    List<MountTable.Entry> nested = MountTable.ofThread().entries();
    overlay("/", Path.of("/"), root().toString(), writes.resolve("0"));
    Set<String> done = new HashSet<>();
    int number = 1;
    for (MountTable.Entry entry : nested) {
      if (isShown(entry) && done.add(entry.target())) {
        nested(entry, writes.resolve(Integer.toString(number++)));
      }
    }
    for (Path place : hidden) {
      Path inside = Path.of(root() + place.toString());
      if (Files.isDirectory(inside)) {
        Mounts.mount("hidden", inside.toString(), "tmpfs", Mounts.MS_RDONLY, "size=4k,mode=000");
      }
    }
  }

  private boolean isShown(MountTable.Entry entry) {
    return !entry.target().equals("/")
        && REAL.contains(entry.type())
        && !entry.target().contains(POD_VOLUME)
        && NOT_SEEN.stream().noneMatch(entry::isBelow)
        && hidden.stream().noneMatch(place -> entry.isBelow(place.toString()))
        && !entry.isBelow(directory.toString());
  }

  /// Other programs unmount what is theirs at any time: what is gone is not shown.
  private void nested(MountTable.Entry entry, Path writes) throws IOException {
    Path source = Path.of(entry.target());
    Path target = Path.of(root() + entry.target());
    if (!Files.exists(target)) {
      return;
    }
    try {
      show(entry, target.toString(), writes);
    } catch (IOException e) {
      if (Files.exists(source) && Files.exists(target)) {
        throw e;
      }
    }
  }

  /// A file or a file system that cannot be the bottom of an overlay is shown read-only.
  private static void show(MountTable.Entry entry, String target, Path writes) throws IOException {
    if (Files.isDirectory(Path.of(entry.target()))) {
      try {
        overlay(Layers.escape(entry.target()), Path.of(entry.target()), target, writes);
        return;
      } catch (LinuxException _) {
        // falls through to the read-only form
      }
    }
    Mounts.bind(entry.target(), target, false);
    Mounts.remountReadOnly(target);
  }
}
