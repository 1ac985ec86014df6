package k4j.controllers.resourceclaim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodResourceClaim;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.meta.v1.OwnerReference;
import k4j.api.resource.v1.ResourceClaim;
import k4j.api.resource.v1.ResourceClaimConsumerReference;
import k4j.api.resource.v1.ResourceClaimTemplate;
import k4j.client.Client;
import k4j.client.Patch;
import k4j.client.WriteOptions;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.queue.BackOff;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.ownership.Finalizers;
import k4j.controllers.ownership.Owners;

/// Makes claims from templates, reserves them for pods that the scheduler did not see, and frees
/// those whose pods are done. (controller: resourceclaim.)
public final class ResourceClaimController implements Controller {

  private static final int WORKERS = 10;
  private static final String MANAGER = "ResourceClaimController";

  private sealed interface Key {
    record OfPod(String key) implements Key {}

    record OfClaim(String key) implements Key {}
  }

  private final Client client;
  private final Informer<Pod> pods;
  private final Informer<ResourceClaim> claims;
  private final Informer<ResourceClaimTemplate> templates;
  private final Index<ResourceClaim> claimsByController;
  private final Index<Pod> podsByClaim;
  private final WorkQueue<Key> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<Key> loop;

  public ResourceClaimController(ControllerContext context) {
    client = context.client();
    pods = context.informers().of(Kinds.PODS);
    claims = context.informers().of(Kinds.RESOURCE_CLAIMS);
    templates = context.informers().of(Kinds.RESOURCE_CLAIM_TEMPLATES);
    claimsByController = claims.byController();
    podsByClaim = pods.index("resource claim", ResourceClaimController::claimKeys);
    Index<Pod> podsByTemplate =
        pods.index("resource claim template", ResourceClaimController::templateKeys);
    recorder = context.recorder("resource_claim");
    queue = context.queue(BackOff.PER_ITEM);
    loop =
        new ControllerLoop<>(
            "resourceclaim", List.of(pods, claims, templates), queue, this::reconcile);
    pods.handle(Handler.each(this::wake));
    claims.handle(
        Handler.each(claim -> {
          queue.add(new Key.OfClaim(claim.key()));
          podsByClaim.get(claim.key()).forEach(this::wake);
        }));
    templates.handle(
        Handler.each(template -> podsByTemplate.get(template.key()).forEach(this::wake)));
  }

  private static List<String> claimKeys(Pod pod) {
    var keys = new ArrayList<String>();
    for (PodResourceClaim claim : pod.spec().resourceClaims()) {
      PodClaims.nameOf(pod, claim)
          .filter(name -> !name.isEmpty())
          .ifPresent(name -> keys.add(pod.namespace() + "/" + name));
    }
    String extended = pod.status().extendedResourceClaimStatus().resourceClaimName();
    if (!extended.isEmpty()) {
      keys.add(pod.namespace() + "/" + extended);
    }
    return keys;
  }

  private static List<String> templateKeys(Pod pod) {
    return pod.spec().resourceClaims().stream()
        .filter(PodResourceClaim::hasResourceClaimTemplateName)
        .map(claim -> pod.namespace() + "/" + claim.resourceClaimTemplateName())
        .distinct()
        .toList();
  }

  private void wake(Pod pod) {
    if (!pod.spec().resourceClaims().isEmpty()) {
      queue.add(new Key.OfPod(pod.key()));
    }
    if (PodClaims.isDone(pod) || pods.get(pod.key()).isEmpty()) {
      claimKeys(pod).forEach(key -> queue.add(new Key.OfClaim(key)));
    }
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(Key key) {
    return switch (key) {
      case Key.OfPod(String pod) -> pods.get(pod).map(this::provide).orElse(Outcome.DONE);
      case Key.OfClaim(String claim) -> claims.get(claim).map(this::tidy).orElse(Outcome.DONE);
    };
  }

  private Outcome provide(Pod pod) {
    Map<String, String> made = new TreeMap<>();
    for (PodClaims.Step step : PodClaims.decide(pod, new InNamespace(pod))) {
      switch (step) {
        case PodClaims.Step.Tell(String name, String claim) -> made.put(name, claim);
        case PodClaims.Step.Reserve(ResourceClaim claim) -> reserve(pod, claim);
        case PodClaims.Step.Fail(String name, String why) -> {
          return fail(pod, name, why);
        }
        case PodClaims.Step.Create(String name, ResourceClaim claim) -> {
          try {
            made.put(name, client.near(Kinds.RESOURCE_CLAIMS, pod).create(claim).name());
          } catch (StatusException e) {
            return fail(pod, name, "create ResourceClaim : " + e.status().message());
          }
        }
      }
    }
    if (!made.isEmpty()) {
      record(pod, made);
    }
    return Outcome.DONE;
  }

  private Outcome fail(Pod pod, String claim, String why) {
    recorder.warning(
        pod, "FailedResourceClaimCreation", "PodResourceClaim %s: %s".formatted(claim, why));
    return new Outcome.Retry();
  }

  /// Claims of the pod's namespace.
  private final class InNamespace implements PodClaims.Known {
    private final Pod pod;

    InNamespace(Pod pod) {
      this.pod = pod;
    }

    @Override
    public Optional<ResourceClaim> claim(String name) {
      // A claim that was just made may not be in the cache yet: it must not be made twice.
      return claims
          .get(pod.namespace(), name)
          .or(() -> client.in(Kinds.RESOURCE_CLAIMS, pod.namespace()).find(name));
    }

    @Override
    public Optional<ResourceClaimTemplate> template(String name) {
      return templates.get(pod.namespace(), name);
    }

    @Override
    public List<ResourceClaim> owned() {
      return claimsByController.get(pod.uid());
    }
  }

  private void record(Pod pod, Map<String, String> made) {
    var statuses = new ArrayList<Json>();
    made.forEach((name, claim) ->
        statuses.add(JsonObject.EMPTY.with("name", name).with("resourceClaimName", claim)));
    JsonObject body =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Pod")
            .put("metadata", JsonObject.EMPTY.with("name", pod.name()))
            .put("status", JsonObject.EMPTY.with("resourceClaimStatuses", JsonArray.of(statuses)))
            .build();
    client
        .near(Kinds.PODS, pod)
        .patch(
            pod.name(),
            "status",
            Patch.apply(body),
            WriteOptions.DEFAULT.withFieldManager(MANAGER).withForce());
  }

  private void reserve(Pod pod, ResourceClaim claim) {
    var consumers = new ArrayList<>(claim.status().reservedFor());
    consumers.add(
        ResourceClaimConsumerReference.EMPTY
            .withResource("pods")
            .withName(pod.name())
            .withUid(pod.uid()));
    client
        .near(Kinds.RESOURCE_CLAIMS, claim)
        .updateStatus(claim.withStatus(claim.status().withReservedFor(consumers)));
  }

  private Outcome tidy(ResourceClaim claim) {
    ClaimUse use = ClaimUse.decide(claim, reference -> stays(claim, reference));
    ResourceClaim written = claim;
    if (use.status().isPresent()) {
      written = client.near(Kinds.RESOURCE_CLAIMS, claim).updateStatus(use.status().get());
    }
    if (use.unprotect()) {
      client
          .near(Kinds.RESOURCE_CLAIMS, claim)
          .update(Finalizers.without(Kinds.RESOURCE_CLAIMS, written, ClaimUse.FINALIZER));
    }
    if (use.unused() && !claim.isDeleting() && wasMadeForADonePod(claim)) {
      client.near(Kinds.RESOURCE_CLAIMS, claim).delete(claim.name());
    }
    return Outcome.DONE;
  }

  /// Where the cache does not know the pod, the server is asked: the cache may be late.
  private boolean stays(ResourceClaim claim, ResourceClaimConsumerReference reference) {
    return pods.get(claim.namespace(), reference.name())
        .or(() -> client.in(Kinds.PODS, claim.namespace()).find(reference.name()))
        .filter(pod -> pod.uid().equals(reference.uid()) && !PodClaims.isDone(pod))
        .isPresent();
  }

  private boolean wasMadeForADonePod(ResourceClaim claim) {
    Optional<OwnerReference> owner =
        Owners.controllerOf(claim)
            .filter(o -> o.apiVersion().equals("v1") && o.kind().equals("Pod"));
    return owner
        .flatMap(o -> pods.get(claim.namespace(), o.name()))
        .filter(pod -> !pod.uid().equals(owner.get().uid()) || PodClaims.isDone(pod))
        .isPresent();
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }
}
