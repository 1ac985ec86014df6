package k4j.controllers.persistentvolume;

import java.util.List;
import java.util.Optional;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.storage.v1.StorageClass;

/// Decides what becomes of a claim.
final class ClaimPlan {

  /// @param named the volume that the claim names, where it exists
  /// @param volumes all there are
  /// @param storageClass the claim's, where it exists
  /// @param defaultClass the name of the default one
  /// @param waiting pods with the claim that have no node yet
  record State(
      PersistentVolumeClaim claim,
      Optional<PersistentVolume> named,
      List<PersistentVolume> volumes,
      Optional<StorageClass> storageClass,
      Optional<String> defaultClass,
      List<String> waiting) {}

  private ClaimPlan() {}

  static ClaimAction decide(State state) {
    if (Binding.isComplete(state.claim())) {
      return bound(state);
    }
    return state.claim().spec().volumeName().isEmpty() ? search(state) : named(state);
  }

  private static ClaimAction bound(State state) {
    if (state.claim().spec().volumeName().isEmpty()) {
      return new ClaimAction.Lose(
          Note.warning(
              "ClaimLost",
              "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!"));
    }
    if (state.named().isEmpty()) {
      return new ClaimAction.Lose(
          Note.warning(
              "ClaimLost",
              "Bound claim has lost its PersistentVolume. Data on the volume is lost!"));
    }
    PersistentVolume volume = state.named().get();
    boolean ours =
        !volume.spec().hasClaimRef() || volume.spec().claimRef().uid().equals(state.claim().uid());
    return ours
        ? new ClaimAction.Bind(volume)
        : new ClaimAction.Lose(
            Note.warning(
                "ClaimMisbound",
                "Two claims are bound to the same volume, this one is bound incorrectly"));
  }

  private static ClaimAction named(State state) {
    if (state.named().isEmpty()) {
      return new ClaimAction.Wait(Optional.empty());
    }
    PersistentVolume volume = state.named().get();
    if (Binding.isBoundTo(volume, state.claim())) {
      return new ClaimAction.Bind(volume);
    }
    if (volume.spec().hasClaimRef()) {
      return wait(
          Note.warning(
              "FailedBinding",
              "volume \"%s\" already bound to a different claim.".formatted(volume.name())));
    }
    return VolumeMatch.mismatch(state.claim(), volume)
        .map(why ->
            wait(
                Note.warning(
                    "VolumeMismatch",
                    "Cannot bind to requested volume \"%s\": %s".formatted(volume.name(), why))))
        .orElseGet(() -> new ClaimAction.Bind(volume));
  }

  private static ClaimAction wait(Note why) {
    return new ClaimAction.Wait(Optional.of(why));
  }

  private static ClaimAction search(State state) {
    boolean delayed =
        state
            .storageClass()
            .filter(c -> c.volumeBindingMode().equals("WaitForFirstConsumer"))
            .isPresent();
    Optional<PersistentVolume> found = VolumeMatch.find(state.claim(), state.volumes(), delayed);
    if (found.isPresent()) {
      return new ClaimAction.Bind(found.get());
    }
    if (!Binding.hasClass(state.claim()) && state.defaultClass().isPresent()) {
      return new ClaimAction.AssignClass(state.defaultClass().get());
    }
    if (delayed && !Binding.hasSelectedNode(state.claim())) {
      return wait(consumer(state.waiting()));
    }
    String storageClass = Binding.storageClass(state.claim());
    if (storageClass.isEmpty()) {
      return wait(
          Note.normal(
              "FailedBinding",
              "no persistent volumes available for this claim and no storage class is set"));
    }
    return provision(state, storageClass);
  }

  private static Note consumer(List<String> waiting) {
    if (waiting.isEmpty()) {
      return Note.normal(
          "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
    }
    return Note.normal(
        "WaitForPodScheduled",
        "waiting for %s %s to be scheduled"
            .formatted(waiting.size() > 1 ? "pods" : "pod", String.join(",", waiting)));
  }

  private static ClaimAction provision(State state, String storageClass) {
    if (state.storageClass().isEmpty()) {
      return new ClaimAction.Tell(
          Note.warning(
              "ProvisioningFailed",
              "storageclass.storage.k8s.io \"%s\" not found".formatted(storageClass)));
    }
    String provisioner = state.storageClass().get().provisioner();
    Optional<String> driver = Migration.driver(provisioner);
    if (driver.isPresent()) {
      return new ClaimAction.Provision(driver.get());
    }
    if (!Migration.isInTree(provisioner)) {
      return new ClaimAction.Provision(provisioner);
    }
    return new ClaimAction.Tell(
        Note.warning(
            "ProvisioningFailed",
            provisioner.equals(Migration.HOST_PATH)
                ? "no provisionable volume plugin matched"
                : "no volume plugin matched name: " + provisioner));
  }
}
