package k4j.cri.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.cri.ImageService;
import k4j.cri.RuntimeService;
import k4j.cri.embedded.cgroup.Cgroups;
import k4j.cri.embedded.container.ContainerStarter;
import k4j.cri.embedded.container.Containers;
import k4j.cri.embedded.container.Launcher;
import k4j.cri.embedded.container.LauncherProbe;
import k4j.cri.embedded.container.Streams;
import k4j.cri.embedded.image.ImageArchive;
import k4j.cri.embedded.image.ImageStore;
import k4j.cri.embedded.linux.Children;
import k4j.cri.embedded.linux.Reactor;
import k4j.cri.embedded.network.HostPorts;
import k4j.cri.embedded.network.PodNetwork;
import k4j.cri.embedded.oci.CapabilitySet;
import k4j.cri.embedded.sandbox.RemovedCgroup;
import k4j.cri.embedded.sandbox.Sandboxes;
import k4j.cri.embedded.state.ContainerRecord;
import k4j.cri.embedded.state.Node;
import k4j.cri.embedded.state.SandboxRecord;
import k4j.cri.embedded.state.StateStore;
import k4j.cri.embedded.stats.StatsReader;
import k4j.cri.sandbox.PodSandboxFilter;

/// The embedded runtime, opened on its state directory. Opening adopts what runs there; closing
/// lets all of it run on.
public final class Embedded implements AutoCloseable {
  private final Parts parts;
  private final RuntimeService runtime;
  private final ImageService images;

  private Embedded(Parts parts) {
    this.parts = parts;
    this.runtime = new EmbeddedRuntime(parts, new Ids(parts.config().random()));
    this.images = new EmbeddedImages(parts.images(), parts.config().root(), parts.config().clock());
  }

  public static Embedded open(EmbeddedConfig config) throws IOException {
    Path root = Files.createDirectories(config.root()).toRealPath();
    StateStore store = new StateStore(root);
    Reactor reactor = Reactor.start("k4j-cri-" + config.profile());
    try {
      Node node =
          new Node(
              store,
              Cgroups.detect(),
              reactor,
              new Children(reactor),
              config.clock(),
              config.cgroup());
      Embedded embedded = new Embedded(assemble(config, root, node));
      embedded.parts.sandboxes().adopt();
      embedded.parts.containers().adopt();
      return embedded;
    } catch (IOException | RuntimeException e) {
      reactor.close();
      throw e;
    }
  }

  private static Parts assemble(EmbeddedConfig config, Path root, Node node) throws IOException {
    Set<Path> hidden = new HashSet<>(config.hidden());
    hidden.add(root);
    Launcher launcher = new LauncherProbe(node).find(config.launcher());
    PodNetwork network = new PodNetwork(config.bridge(), root.resolve("addresses"));
    HostPorts hostPorts = new HostPorts();
    Events events = new Events(config.clock());
    Sandboxes sandboxes = new Sandboxes(node, network, hostPorts);
    ImageUse use = new ImageUse();
    ImageStore images = new ImageStore(root.resolve("images"), config.hostImage(), use::ids);
    ContainerStarter starter =
        new ContainerStarter(node, launcher, images::content, hidden, CapabilitySet.own());
    Containers containers = new Containers(node, sandboxes, starter, events);
    use.containers = containers;
    return new Parts(
        config,
        node,
        network,
        hostPorts,
        images,
        launcher,
        sandboxes,
        containers,
        new Streams(node, containers, launcher),
        new StatsReader(node),
        events);
  }

  /// Which images containers are made of; images are there before containers.
  private static final class ImageUse {
    private volatile @org.jspecify.annotations.Nullable Containers containers;

    Set<String> ids() {
      Containers known = containers;
      return known == null
          ? Set.of()
          : known.all().stream().flatMap(ContainerRecord::images).collect(Collectors.toSet());
    }
  }

  public RuntimeService runtime() {
    return runtime;
  }

  public ImageService images() {
    return images;
  }

  /// Loads a docker archive or an OCI layout and answers the names in it.
  public List<String> loadImages(Path source) throws IOException {
    return new ImageArchive(parts.images(), parts.config().root().resolve("scratch")).load(source);
  }

  /// Kills and removes all sandboxes and containers, the network, cgroups and all files.
  public void destroyEverything() throws IOException {
    runtime.listPodSandbox(PodSandboxFilter.ALL).forEach(s -> runtime.removePodSandbox(s.id()));
    for (ContainerRecord orphan : parts.containers().all()) {
      runtime.removeContainer(orphan.id());
    }
    for (SandboxRecord left : parts.sandboxes().all()) {
      runtime.removePodSandbox(left.id());
    }
    parts.node().cgroups().kill(parts.config().cgroup());
    RemovedCgroup.await(parts.node().cgroups(), parts.config().cgroup());
    parts.network().destroy();
    close();
    StateStore.delete(parts.config().root());
  }

  @Override
  public void close() {
    parts.events().close();
    parts.hostPorts().close();
    parts.node().reactor().close();
  }
}
