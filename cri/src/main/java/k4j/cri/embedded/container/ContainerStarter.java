package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import k4j.cri.CriException;
import k4j.cri.container.ContainerConfig;
import k4j.cri.embedded.image.ImageContent;
import k4j.cri.embedded.oci.DeviceNode;
import k4j.cri.embedded.rootfs.RootFileSystem;
import k4j.cri.embedded.sandbox.SandboxFiles;
import k4j.cri.embedded.sandbox.Sandboxes;
import k4j.cri.embedded.state.ContainerRecord;
import k4j.cri.embedded.state.Node;
import k4j.cri.embedded.state.ProcessId;
import k4j.cri.embedded.state.SandboxRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts a container under supervision, or takes over the supervision of one that runs.
public final class ContainerStarter {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerStarter.class);
  private static final int START_ERROR = 128;

  private final Node node;
  private final Launcher launcher;
  private final Function<String, ImageContent> images;
  private final Set<Path> hidden;
  private final long ownCapabilities;

  public ContainerStarter(
      Node node,
      Launcher launcher,
      Function<String, ImageContent> images,
      Set<Path> hidden,
      long ownCapabilities) {
    this.node = node;
    this.launcher = launcher;
    this.images = images;
    this.hidden = Set.copyOf(hidden);
    this.ownCapabilities = ownCapabilities;
  }

  public Launcher launcher() {
    return launcher;
  }

  /// Returns when the container's own process runs; a container that cannot be started has ended
  /// with StartError.
  Supervision start(
      LiveContainer container, SandboxRecord sandbox, Optional<ContainerRecord> target)
      throws IOException {
    ContainerRecord record = container.record();
    prepareCgroup(record);
    container.files().makePipes();
    Supervision supervision = Supervision.open(node, container);
    try {
      supervision.watchMemory();
      LaunchPlan plan = plan(container, sandbox, target);
      Launcher.Launched launched = launcher.launch(plan, supervision);
      ProcessId shim = ProcessId.of(launched.shim().pid()).orElseThrow();
      for (Path file : node.cgroups().joinFiles(node.supervisors())) {
        Files.writeString(file, Long.toString(shim.pid()));
      }
      if (launched.terminal().isPresent()) {
        supervision.openTerminal(launched.terminal().get());
      }
      container.change(r -> r.with(launched.user()).with(r.life().supervised(shim)));
      supervision.watch(shim);
      ProcessId init = first(supervision.awaitPid());
      container.change(r -> r.with(r.life().started(node.clock().instant(), init)));
      separate(record, init);
      return supervision;
    } catch (IOException | RuntimeException e) {
      String message = fail(container, supervision, e);
      if (e instanceof CriException cri) {
        throw cri;
      }
      throw new CriException(CriException.Code.UNKNOWN, message, e);
    }
  }

  /// A process may be gone again before one looks at it; it has ended then all the same.
  private static ProcessId first(long pid) {
    return ProcessId.of(pid).orElseGet(() -> new ProcessId(pid, 0));
  }

  private void prepareCgroup(ContainerRecord record) throws IOException {
    ContainerConfig config = record.config();
    node.cgroups().create(node.supervisors());
    node.cgroups().create(record.cgroup());
    node.cgroups().apply(record.cgroup(), record.resources());
    node.cgroups()
        .restrictDevices(
            record.cgroup(),
            DeviceNode.rules(DeviceNode.asked(config), config.securityContext().privileged()));
  }

  private LaunchPlan plan(
      LiveContainer container, SandboxRecord sandbox, Optional<ContainerRecord> target)
      throws IOException {
    ContainerRecord record = container.record();
    long targetPid = target.flatMap(t -> t.life().init()).map(ProcessId::pid).orElse(0L);
    return new LaunchPlan(
        record,
        sandbox,
        images.apply(record.imageId()),
        record.volumeImages().stream().collect(Collectors.toMap(id -> id, images)),
        container.files(),
        new SandboxFiles(node.store().sandbox(sandbox.id())),
        new RootFileSystem(container.files().directory(), hidden),
        node.cgroups(),
        targetPid,
        Sandboxes.hostname(sandbox.config()),
        ownCapabilities);
  }

  /// An OCI runtime that joined the container's cgroup on our behalf belongs to the supervisors;
  /// the container itself also into the tree that such a runtime does not see.
  private void separate(ContainerRecord record, ProcessId init) {
    try {
      if (node.cgroups().version().equals("hybrid")) {
        for (Path file : node.cgroups().processFiles(record.cgroup())) {
          Files.writeString(file, Long.toString(init.pid()));
        }
      }
      String stat = Files.readString(Path.of("/proc/" + init.pid() + "/stat"));
      String parent = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[1];
      if (node.cgroups().processes(record.cgroup()).contains(Long.parseLong(parent))) {
        for (Path file : node.cgroups().joinFiles(node.supervisors())) {
          Files.writeString(file, parent);
        }
      }
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("container", record.id()).setCause(e).log("It ended already");
    }
  }

  private String fail(LiveContainer container, Supervision supervision, Exception cause)
      throws IOException {
    ContainerRecord record = container.record();
    node.cgroups().kill(record.cgroup());
    supervision.close();
    String message = launcher.failure(container.files()).orElse(String.valueOf(cause.getMessage()));
    container.change(
        r -> r.with(r.life().finished(node.clock().instant(), START_ERROR, "StartError", message)));
    forget(container);
    return message;
  }

  /// Opens the streams of a container that was started by a process before us.
  Supervision adopt(LiveContainer container) throws IOException {
    ContainerRecord record = container.record();
    ProcessId shim = record.life().shim().orElseThrow();
    Supervision supervision = Supervision.open(node, container);
    if (record.config().tty() && shim.isAlive()) {
      supervision.openTerminal(Shim.terminal(shim.pid()));
    }
    if (shim.isAlive()) {
      if (node.cgroups().memory(record.cgroup()).present()) {
        supervision.watchMemory();
      }
      supervision.watch(shim);
      if (record.life().init().isEmpty()) {
        ProcessId init = first(supervision.awaitPid());
        container.change(r -> r.with(r.life().started(node.clock().instant(), init)));
      }
    } else {
      supervision.exit().complete(Shim.exitCode(container.files()).orElse(137));
    }
    return supervision;
  }

  /// Clears what is only needed while a container runs.
  void forget(LiveContainer container) throws IOException {
    launcher.forget(container.record().id(), container.files());
  }
}
