package k4j.scheduler.volumes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.storage.v1.CSIStorageCapacity;
import k4j.api.storage.v1.StorageClass;
import k4j.client.Client;
import k4j.client.informer.Informer;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.PluginFactory;
import k4j.scheduler.framework.PreBindPlugin;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.ReservePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Rules out nodes that cannot reach the pod's volumes, and has volumes bound or made for claims
/// that waited for the pod's node. (volumebinding/volume_binding.go.)
public final class VolumeBinding implements FilterPlugin, ReservePlugin, PreBindPlugin {

  private final Storage storage;
  private final Client client;
  private final Informer<Node> nodes;
  private final BindingWait wait;

  /// What was chosen for pods that are being bound, by UID.
  private final Map<String, VolumeChoice> chosen = new ConcurrentHashMap<>();

  /// @param bindTimeout how long volumes may take
  public VolumeBinding(Storage storage, PluginFactory.Handle handle, Duration bindTimeout) {
    this.storage = storage;
    client = handle.client();
    nodes = handle.informers().of(Kinds.NODES);
    wait =
        new BindingWait(
            storage, nodes, handle.informers().of(Kinds.PODS), handle.surroundings(), bindTimeout);
  }

  @Override
  public String name() {
    return "VolumeBinding";
  }

  @Override
  public Prepared prepare(PodInfo info, Snapshot snapshot) {
    Pod pod = info.pod();
    if (ClaimRef.of(pod).isEmpty()) {
      return Prepared.SKIP;
    }
    Optional<String> illegal = illegal(pod);
    if (illegal.isPresent()) {
      return refuse(illegal.get());
    }
    PodClaims claims = PodClaims.of(pod, storage);
    if (claims.hasUnboundImmediate()) {
      return refuse("pod has unbound immediate PersistentVolumeClaims");
    }
    return Prepared.check(node -> {
      List<String> reasons = claims.on(node.name(), node.labels()).reasons();
      return reasons.isEmpty() ? Verdict.FITS : new Verdict.Rejected(name(), false, reasons);
    });
  }

  private Prepared refuse(String reason) {
    return new Prepared.Refuse(new Verdict.Rejected(name(), false, List.of(reason)));
  }

  /// What is wrong with one of its claims.
  private Optional<String> illegal(Pod pod) {
    for (ClaimRef ref : ClaimRef.of(pod)) {
      Optional<PersistentVolumeClaim> claim = storage.claim(pod.namespace(), ref.name());
      String quoted = "persistentvolumeclaim \"" + ref.name() + "\"";
      if (claim.isEmpty()) {
        return Optional.of(
            ref.isEphemeral()
                ? "waiting for ephemeral volume controller to create the " + quoted
                : quoted + " not found");
      }
      if (claim.get().status().phase().equals("Lost")) {
        return Optional.of(
            "%s bound to non-existent persistentvolume \"%s\""
                .formatted(quoted, claim.get().spec().volumeName()));
      }
      if (claim.get().isDeleting()) {
        return Optional.of(quoted + " is being deleted");
      }
      if (ref.isEphemeral() && !isOwned(claim.get(), pod)) {
        return Optional.of(
            "PVC %s was not created for pod %s (pod is not owner)"
                .formatted(claim.get().key(), pod.key()));
      }
    }
    return Optional.empty();
  }

  private static boolean isOwned(PersistentVolumeClaim claim, Pod pod) {
    return claim.json().object("metadata").array("ownerReferences").objects().stream()
        .anyMatch(o -> o.bool("controller") && o.string("uid").equals(pod.uid()));
  }

  @Override
  public Verdict reserve(PodInfo info, String node) {
    Pod pod = info.pod();
    if (ClaimRef.of(pod).isEmpty()) {
      return Verdict.FITS;
    }
    PodClaims claims = PodClaims.of(pod, storage);
    if (claims.areBound()) {
      return Verdict.FITS;
    }
    JsonObject labels =
        nodes
            .get(node)
            .map(n -> n.json().object("metadata").object("labels"))
            .orElse(JsonObject.EMPTY);
    VolumeChoice choice = claims.on(node, labels);
    if (!choice.reasons().isEmpty()) {
      return new Verdict.Rejected(name(), false, choice.reasons()); // it changed just now
    }
    var bindings = new ArrayList<VolumeChoice.Binding>();
    for (VolumeChoice.Binding binding : choice.bindings()) {
      PersistentVolume volume = ClaimedVolume.of(binding.volume(), binding.claim());
      storage.assume(volume);
      bindings.add(new VolumeChoice.Binding(volume, binding.claim()));
    }
    var provisions = new ArrayList<PersistentVolumeClaim>();
    for (PersistentVolumeClaim claim : choice.provisions()) {
      PersistentVolumeClaim selected = ClaimedVolume.selected(claim, node);
      storage.assume(selected);
      provisions.add(selected);
    }
    chosen.put(pod.uid(), new VolumeChoice(bindings, provisions, List.of()));
    return Verdict.FITS;
  }

  @Override
  public void unreserve(PodInfo pod, String node) {
    VolumeChoice choice = chosen.remove(pod.pod().uid());
    if (choice != null) {
      choice.bindings().forEach(binding -> storage.forget(binding.volume()));
      choice.provisions().forEach(storage::forget);
    }
  }

  @Override
  public Verdict preBind(PodInfo pod, String node) {
    VolumeChoice choice = chosen.get(pod.pod().uid());
    if (choice == null) {
      return Verdict.FITS;
    }
    var bindings = new ArrayList<VolumeChoice.Binding>();
    for (VolumeChoice.Binding binding : choice.bindings()) {
      PersistentVolume written = client.on(Kinds.PERSISTENT_VOLUMES).update(binding.volume());
      bindings.add(new VolumeChoice.Binding(written, binding.claim()));
    }
    var provisions = new ArrayList<PersistentVolumeClaim>();
    for (PersistentVolumeClaim claim : choice.provisions()) {
      provisions.add(client.in(Kinds.PERSISTENT_VOLUME_CLAIMS, claim.namespace()).update(claim));
    }
    wait.until(pod.pod(), node, new VolumeChoice(bindings, provisions, List.of()));
    chosen.remove(pod.pod().uid());
    return Verdict.FITS;
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.NodeAdded _, ClusterEvent.TimePassed _ -> true;
      case ClusterEvent.NodeUpdated updated -> updated.labelsChanged();
      case ClusterEvent.PodAssigned _, ClusterEvent.PodGone _, ClusterEvent.PodChanged _ -> false;
      case ClusterEvent.ObjectChanged changed -> mayHelp(pod.pod(), changed);
    };
  }

  private static boolean mayHelp(Pod pod, ClusterEvent.ObjectChanged event) {
    return event.now().isPresent()
        && switch (event.now().get()) {
          case PersistentVolumeClaim claim -> ClaimRef.uses(pod, claim.namespace(), claim.name());
          case PersistentVolume _ -> true;
          case StorageClass _ -> event.isNew() || event.differs("allowedTopologies");
          case CSIStorageCapacity _ ->
              event.isNew() || event.differs("capacity") || event.differs("maximumVolumeSize");
          case k4j.api.storage.v1.CSINode _ -> event.isNew();
          case k4j.api.storage.v1.CSIDriver _ -> !event.isNew() && event.differs("spec");
          default -> false;
        };
  }
}
