package k4j.scheduler.volumes;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.client.Surroundings;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.scheduler.framework.Plugin;

/// Waits until the volumes that were chosen for a pod are bound. (volumebinding: binder.go,
/// `checkBindings`.)
final class BindingWait {

  private final Storage storage;
  private final Informer<Node> nodes;
  private final Informer<Pod> pods;
  private final Surroundings surroundings;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  BindingWait(
      Storage storage,
      Informer<Node> nodes,
      Informer<Pod> pods,
      Surroundings surroundings,
      Duration patience) {
    this.storage = storage;
    this.nodes = nodes;
    this.pods = pods;
    this.surroundings = surroundings;
    this.patience = patience;
    storage.volumes().handle(new Signal<>());
    storage.claims().handle(new Signal<>());
  }

  private final class Signal<T extends ApiObject> implements Handler<T> {
    @Override
    public void added(T object) {
      signal();
    }

    @Override
    public void updated(T old, T object) {
      signal();
    }

    @Override
    public void deleted(T last) {
      signal();
    }
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// @throws Plugin.Failure where it fails or takes too long
  void until(Pod pod, String node, VolumeChoice choice) {
    Instant end = surroundings.clock().instant().plus(patience);
    Optional<Future<?>> alarm = alarm();
    lock.lock();
    try {
      while (!isBound(pod, node, choice)) {
        if (!surroundings.clock().instant().isBefore(end)) {
          throw new Plugin.Failure("binding volumes: context deadline exceeded");
        }
        changed.await();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Plugin.Failure("binding volumes: context canceled");
    } finally {
      lock.unlock();
      alarm.ifPresent(task -> task.cancel(false));
    }
  }

  private Optional<Future<?>> alarm() {
    try {
      return Optional.of(
          surroundings
              .timer()
              .schedule(this::signal, patience.toMillis() + 1, TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException _) {
      return Optional.empty(); // the process ends
    }
  }

  private static Plugin.Failure failure(String why) {
    return new Plugin.Failure("binding volumes: " + why);
  }

  private boolean isBound(Pod pod, String node, VolumeChoice choice) {
    JsonObject labels =
        nodes
            .get(node)
            .orElseThrow(() ->
                failure("failed to get node \"%s\": node \"%s\" not found".formatted(node, node)))
            .json()
            .object("metadata")
            .object("labels");
    if (pods.get(pod.key()).isEmpty()) {
      throw failure("pod does not exist any more: pod \"%s\" not found".formatted(pod.name()));
    }
    for (VolumeChoice.Binding binding : choice.bindings()) {
      if (!isBound(binding, node, labels)) {
        return false;
      }
    }
    for (PersistentVolumeClaim claim : choice.provisions()) {
      if (!isProvisioned(claim, node, labels)) {
        return false;
      }
    }
    return true;
  }

  private boolean isBound(VolumeChoice.Binding binding, String node, JsonObject labels) {
    String name = binding.volume().name();
    PersistentVolume volume =
        storage
            .volumes()
            .get(name)
            .orElseThrow(() ->
                failure(
                    "failed to check binding: could not find v1.PersistentVolume \"%s\""
                        .formatted(name)));
    PersistentVolumeClaim claim = shown(binding.claim(), "failed to check binding");
    if (isOlder(volume, binding.volume())) {
      return false;
    }
    requireReachable(volume, node, labels);
    if (volume.spec().claimRef().uid().isEmpty()) {
      throw failure("ClaimRef got reset for pv \"%s\"".formatted(name));
    }
    return Storage.isBound(claim);
  }

  private boolean isProvisioned(PersistentVolumeClaim written, String node, JsonObject labels) {
    PersistentVolumeClaim claim = shown(written, "failed to check provisioning pvc");
    if (isOlder(claim, written)) {
      return false;
    }
    JsonObject annotations = Storage.annotations(claim);
    if (annotations.isEmpty()) {
      throw failure("selectedNode annotation reset for PVC \"%s\"".formatted(claim.name()));
    }
    if (!annotations.string(Storage.SELECTED_NODE).equals(node)) {
      throw failure("provisioning failed for PVC \"%s\"".formatted(claim.name()));
    }
    if (!claim.spec().volumeName().isEmpty()) {
      Optional<PersistentVolume> volume = storage.volumes().get(claim.spec().volumeName());
      if (volume.isEmpty()) {
        return false;
      }
      requireReachable(volume.get(), node, labels);
    }
    return Storage.isBound(claim);
  }

  private PersistentVolumeClaim shown(PersistentVolumeClaim claim, String step) {
    return storage
        .claims()
        .get(claim.key())
        .orElseThrow(() ->
            failure(
                "%s: could not find v1.PersistentVolumeClaim \"%s\"".formatted(step, claim.key())));
  }

  private static void requireReachable(PersistentVolume volume, String node, JsonObject labels) {
    if (!Storage.isReachable(volume, labels)) {
      throw failure(
          "pv \"%s\" node affinity doesn't match node \"%s\": no matching NodeSelectorTerms"
              .formatted(volume.name(), node));
    }
  }

  /// Whether the cache has not seen the write yet.
  private static boolean isOlder(ApiObject shown, ApiObject written) {
    return Long.parseLong(shown.resourceVersion()) < Long.parseLong(written.resourceVersion());
  }
}
