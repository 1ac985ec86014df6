package k4j.kubelet.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.cri.ImageService;
import k4j.cri.RuntimeService;
import k4j.kubelet.admission.PodAdmission;
import k4j.kubelet.allocation.Allocations;
import k4j.kubelet.allocation.Resizer;
import k4j.kubelet.allocation.ResourceRecords;
import k4j.kubelet.config.KubeletSettings;
import k4j.kubelet.config.NodeFiles;
import k4j.kubelet.container.ContainerConfigs;
import k4j.kubelet.container.PodDns;
import k4j.kubelet.container.SandboxConfigs;
import k4j.kubelet.container.SecurityContexts;
import k4j.kubelet.image.ImagePuller;
import k4j.kubelet.pod.PodEvents;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.probe.HttpCall;
import k4j.kubelet.probe.Prober;
import k4j.kubelet.reference.ConfigObjects;
import k4j.kubelet.status.StatusWriter;
import k4j.kubelet.volume.Tokens;
import k4j.kubelet.volume.Volumes;

/// Puts the workers together from what they share.
public final class Assembly {

  private Assembly() {}

  /// What the workers get from outside.
  ///
  /// @param services of all namespaces, once they are known
  /// @param api a pod of this node as the API shows it
  public record Inputs(
      KubeletSettings settings,
      Client client,
      RuntimeService runtime,
      ImageService images,
      Surroundings surroundings,
      PodEvents events,
      NodeFacts node,
      PodDns dns,
      ConfigObjects config,
      Tokens tokens,
      Volumes volumes,
      HttpCall http,
      Prober prober,
      StatusWriter writer,
      PodAdmission admission,
      Supplier<List<JsonObject>> services,
      Function<PodName, Optional<JsonObject>> api) {}

  public static PodWorkers workers(Inputs in) {
    RuntimeReader reader = new RuntimeReader(in.runtime());
    Path root = in.settings().paths().root();
    NodeFiles files = in.settings().paths().files();
    Allocations allocations =
        new Allocations(
            new ResourceRecords(root.resolve("allocated_pods_state"), files),
            new ResourceRecords(root.resolve("actuated_pods_state"), files),
            in.admission(),
            in.events(),
            in.surroundings().clock());
    Hooks hooks = new Hooks(in.runtime(), in.http(), in.surroundings());
    PodKiller killer = new PodKiller(in.runtime(), hooks, in.events(), in.surroundings());
    SecurityContexts security =
        new SecurityContexts(in.settings().paths().root().resolve("seccomp"));
    ContainerStarter starter =
        new ContainerStarter(
            new ContainerStarter.Parts(
                in.runtime(),
                new ImagePuller(in.images(), in.config(), in.events(), in.surroundings().clock()),
                new ContainerConfigs(in.settings(), security, in.node().memoryBytes()),
                new Environments(in.node(), in.config(), in.services()),
                hooks,
                killer,
                allocations),
            in.events(),
            in.settings().paths(),
            in.surroundings());
    PodStatuses statuses =
        new PodStatuses(
            in.writer(), in.prober(), in.node(), in.surroundings().clock(), in.api(), allocations);
    PodSync sync =
        new PodSync(
            new PodSync.Parts(
                in.runtime(),
                reader,
                in.config(),
                in.volumes(),
                new SandboxConfigs(in.settings(), in.dns(), security),
                starter,
                killer,
                in.prober(),
                statuses,
                new RuntimeHandlers(in.client()),
                allocations,
                new Resizer(in.runtime(), allocations, in.node().memoryBytes())),
            in.events(),
            in.node(),
            files,
            in.surroundings());
    Remains remains =
        new Remains(
            in.runtime(), reader, in.volumes(), in.config(), in.tokens(), in.settings().paths());
    return new PodWorkers(
        new PodWorkers.Parts(
            sync, reader, statuses, killer, in.prober(), remains, starter, allocations),
        in.admission(),
        in.events(),
        in.surroundings());
  }
}
