package k4j.scheduler.volumes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.storage.v1.StorageClass;
import k4j.scheduler.framework.Plugin;

/// The claims of one pod, sorted by what is still to be done for them, and what each node could do.
/// (volumebinding: binder.go.)
final class PodClaims {

  private final Storage storage;
  private final List<PersistentVolumeClaim> bound = new ArrayList<>();

  /// Those that wait for the pod's node, the smallest first.
  private final List<PersistentVolumeClaim> waiting = new ArrayList<>();

  private final List<PersistentVolumeClaim> immediate = new ArrayList<>();
  private final Map<String, List<PersistentVolume>> volumes = new HashMap<>();

  private PodClaims(Storage storage) {
    this.storage = storage;
  }

  /// @throws Plugin.Failure where that cannot be told
  static PodClaims of(Pod pod, Storage storage) {
    var claims = new PodClaims(storage);
    for (ClaimRef ref : ClaimRef.of(pod)) {
      storage.claim(pod.namespace(), ref.name()).ifPresent(claims::sort);
    }
    claims.waiting.sort(Comparator.comparing(VolumeMatch::size));
    for (PersistentVolumeClaim claim : claims.waiting) {
      claims.volumes.computeIfAbsent(Storage.claimClass(claim), storage::volumesOf);
    }
    return claims;
  }

  private void sort(PersistentVolumeClaim claim) {
    if (Storage.isBound(claim)) {
      bound.add(claim);
    } else if (claim.spec().volumeName().isEmpty() && waitsForConsumer(claim)) {
      waiting.add(claim);
    } else {
      immediate.add(claim);
    }
  }

  private boolean waitsForConsumer(PersistentVolumeClaim claim) {
    return storage
        .storageClass(Storage.claimClass(claim))
        .filter(c -> c.volumeBindingMode().equals("WaitForFirstConsumer"))
        .isPresent();
  }

  boolean hasUnboundImmediate() {
    return !immediate.isEmpty();
  }

  boolean areBound() {
    return waiting.isEmpty() && immediate.isEmpty();
  }

  /// What can be done on a node.
  VolumeChoice on(String node, JsonObject labels) {
    var reasons = new ArrayList<String>();
    boolean exist = true;
    for (PersistentVolumeClaim claim : bound) {
      Optional<PersistentVolume> volume = storage.volume(claim.spec().volumeName());
      if (volume.isEmpty()) {
        exist = false;
        break;
      }
      if (!Storage.isReachable(volume.get(), labels)) {
        reasons.add("node(s) didn't match PersistentVolume's node affinity");
        break;
      }
    }
    var bindings = new ArrayList<VolumeChoice.Binding>();
    var provisions = new ArrayList<PersistentVolumeClaim>();
    choose(node, labels, bindings, provisions).ifPresent(reasons::add);
    if (!exist) {
      reasons.add("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
    }
    return new VolumeChoice(bindings, provisions, reasons);
  }

  private static final String NO_VOLUMES =
      "node(s) didn't find available persistent volumes to bind";

  private Optional<String> choose(
      String node,
      JsonObject labels,
      List<VolumeChoice.Binding> bindings,
      List<PersistentVolumeClaim> provisions) {
    Set<String> taken = new HashSet<>();
    for (PersistentVolumeClaim claim : waiting) {
      JsonObject annotations = Storage.annotations(claim);
      if (annotations.has(Storage.SELECTED_NODE)) {
        if (!annotations.string(Storage.SELECTED_NODE).equals(node)) {
          return Optional.of(NO_VOLUMES);
        }
        provisions.add(claim);
      }
    }
    for (PersistentVolumeClaim claim : waiting) {
      if (!Storage.annotations(claim).has(Storage.SELECTED_NODE)) {
        List<PersistentVolume> known = volumes.getOrDefault(Storage.claimClass(claim), List.of());
        Optional<PersistentVolume> found = VolumeMatch.find(claim, known, taken, labels);
        if (found.isPresent()) {
          taken.add(found.get().name());
          bindings.add(new VolumeChoice.Binding(found.get(), claim));
        } else {
          provisions.add(claim);
        }
      }
    }
    for (PersistentVolumeClaim claim : provisions) {
      Optional<String> refused = provision(claim, labels);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  /// Why no volume can be made for the claim on such a node.
  private Optional<String> provision(PersistentVolumeClaim claim, JsonObject labels) {
    String name = Storage.claimClass(claim);
    StorageClass storageClass =
        storage
            .storageClass(name)
            .orElseThrow(() -> new Plugin.Failure("failed to find storage class \"" + name + "\""));
    String provisioner = storageClass.provisioner();
    if (provisioner.isEmpty()
        || provisioner.equals("kubernetes.io/no-provisioner")
        || !isAllowed(storageClass, labels)) {
      return Optional.of(NO_VOLUMES);
    }
    boolean tracked =
        storage.driver(provisioner).filter(d -> d.spec().storageCapacity()).isPresent();
    long bytes = VolumeMatch.size(claim).value();
    return tracked
            && claim.spec().resources().requests().containsKey("storage")
            && !storage.hasRoom(storageClass, bytes, labels)
        ? Optional.of("node(s) did not have enough free storage")
        : Optional.empty();
  }

  private static boolean isAllowed(StorageClass storageClass, JsonObject labels) {
    List<JsonObject> terms = storageClass.json().array("allowedTopologies").objects();
    return terms.isEmpty()
        || terms.stream()
            .map(term -> term.array("matchLabelExpressions").objects())
            .anyMatch(expressions ->
                !expressions.isEmpty()
                    && expressions.stream()
                        .allMatch(e ->
                            labels.has(e.string("key"))
                                && e.array("values")
                                    .strings()
                                    .contains(labels.string(e.string("key")))));
  }
}
