package k4j.controllers.pvcprotection;

import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.client.Client;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.ownership.Finalizers;

/// Holds back the deletion of claims that a pod uses.
public final class ClaimProtectionController implements Controller {

  private static final String FINALIZER = "kubernetes.io/pvc-protection";

  private final Client client;
  private final Informer<PersistentVolumeClaim> claims;
  private final Index<Pod> podsByClaim;
  private final ControllerLoop<String> loop;

  public ClaimProtectionController(ControllerContext context) {
    client = context.client();
    claims = context.informers().of(Kinds.PERSISTENT_VOLUME_CLAIMS);
    Informer<Pod> pods = context.informers().of(Kinds.PODS);
    podsByClaim = pods.index("used claim", ClaimUse::keys);
    WorkQueue<String> queue = context.queue();
    loop = new ControllerLoop<>("pvc-protection", List.of(claims, pods), queue, this::reconcile);
    claims.handle(Handler.each(claim -> queue.add(claim.key())));
    pods.handle(Handler.each(pod -> ClaimUse.keys(pod).forEach(queue::add)));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String key) {
    Optional<PersistentVolumeClaim> found = claims.get(key);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    PersistentVolumeClaim claim = found.get();
    boolean held = Finalizers.has(claim, FINALIZER);
    if (!claim.isDeleting() && !held) {
      write(Finalizers.with(Kinds.PERSISTENT_VOLUME_CLAIMS, claim, FINALIZER));
    } else if (claim.isDeleting() && held && !isUsed(claim)) {
      write(Finalizers.without(Kinds.PERSISTENT_VOLUME_CLAIMS, claim, FINALIZER));
    }
    return Outcome.DONE;
  }

  /// A pod that is not in the cache yet may still use it.
  private boolean isUsed(PersistentVolumeClaim claim) {
    return podsByClaim.get(claim.key()).stream().anyMatch(pod -> ClaimUse.uses(pod, claim))
        || client.in(Kinds.PODS, claim.namespace()).list().stream()
            .anyMatch(pod -> ClaimUse.uses(pod, claim));
  }

  private void write(PersistentVolumeClaim claim) {
    client.near(Kinds.PERSISTENT_VOLUME_CLAIMS, claim).update(claim);
  }

  @Override
  public void close() {
    loop.close();
  }
}
