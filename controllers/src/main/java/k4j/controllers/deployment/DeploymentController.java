package k4j.controllers.deployment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.core.v1.Pod;
import k4j.api.meta.StatusException;
import k4j.api.selector.LabelSelector;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.Refusals;
import k4j.controllers.ownership.Claims;
import k4j.controllers.ownership.Owners;

/// Rolls deployments out.
public final class DeploymentController implements Controller {

  private static final int WORKERS = 5;

  private final ControllerContext context;
  private final Client client;
  private final Informer<Deployment> deployments;
  private final Index<ReplicaSet> setsByController;
  private final Index<Pod> podsByController;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public DeploymentController(ControllerContext context) {
    this.context = context;
    client = context.client();
    deployments = context.informers().of(Kinds.DEPLOYMENTS);
    Informer<ReplicaSet> sets = context.informers().of(Kinds.REPLICA_SETS);
    Informer<Pod> pods = context.informers().of(Kinds.PODS);
    setsByController = sets.byController();
    podsByController = pods.byController();
    queue = context.queue();
    recorder = context.recorder("deployment-controller");
    loop =
        new ControllerLoop<>(
            "deployment", List.of(deployments, sets, pods), queue, this::reconcile);
    deployments.handle(Handler.each(deployment -> queue.add(deployment.key())));
    sets.handle(new SetEvents(deployments, queue));
    pods.handle(new PodDeletions(sets, deployments, podsByController, queue));
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<Deployment> found = deployments.get(key);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    try {
      return advance(found.get());
    } catch (StatusException e) {
      if (Refusals.isNamespaceTerminating(e)) {
        return Outcome.DONE;
      }
      throw e;
    }
  }

  private Outcome advance(Deployment deployment) {
    List<ReplicaSet> sets = claim(deployment);
    Map<String, List<Pod>> pods = new HashMap<>();
    sets.forEach(set -> pods.put(set.uid(), podsByController.get(set.uid())));
    Outcome outcome = Outcome.DONE;
    for (DeploymentAction action : DeploymentPlan.decide(deployment, sets, pods, context.now())) {
      if (action instanceof DeploymentAction.LookAgain(var delay)) {
        outcome = Outcome.after(delay);
      } else if (!apply(deployment, action)) {
        return new Outcome.Retry();
      }
    }
    return outcome;
  }

  private List<ReplicaSet> claim(Deployment deployment) {
    var candidates = new ArrayList<>(setsByController.get(deployment.uid()));
    for (ReplicaSet orphan : setsByController.get("")) {
      if (orphan.namespace().equals(deployment.namespace())) {
        candidates.add(orphan);
      }
    }
    LabelSelector selector = LabelSelector.of(deployment.spec().selector().json());
    return Claims.settle(
        client,
        Kinds.DEPLOYMENTS,
        deployment,
        Kinds.REPLICA_SETS,
        new Claims.Ask<>(selector, candidates));
  }

  /// Whether the plan still holds afterwards.
  private boolean apply(Deployment deployment, DeploymentAction action) {
    return switch (action) {
      case DeploymentAction.CreateSet(ReplicaSet set) -> create(deployment, set);
      case DeploymentAction.UpdateSet(ReplicaSet before, ReplicaSet set) -> {
        client.near(Kinds.REPLICA_SETS, set).update(set);
        tellSize(deployment, set, before.spec().replicas());
        yield true;
      }
      case DeploymentAction.DeleteSet(ReplicaSet set) -> {
        delete(set);
        yield true;
      }
      case DeploymentAction.WriteStatus(Deployment written) -> {
        client.near(Kinds.DEPLOYMENTS, written).updateStatus(written);
        yield true;
      }
      case DeploymentAction.Warn(String reason, String message) -> {
        recorder.warning(deployment, reason, message);
        yield true;
      }
      case DeploymentAction.LookAgain _ -> true;
    };
  }

  private void tellSize(Deployment deployment, ReplicaSet set, int before) {
    int size = set.spec().replicas();
    if (size != before) {
      recorder.normal(
          deployment,
          "ScalingReplicaSet",
          "Scaled %s replica set %s from %d to %d"
              .formatted(size > before ? "up" : "down", set.name(), before, size));
    }
  }

  private boolean create(Deployment deployment, ReplicaSet set) {
    try {
      client.near(Kinds.REPLICA_SETS, deployment).create(set);
      tellSize(deployment, set, 0);
      return true;
    } catch (StatusException e) {
      if (e.isAlreadyExists()) {
        return collide(deployment, set);
      }
      tellRefused(deployment, set, e);
      throw e;
    }
  }

  private void tellRefused(Deployment deployment, ReplicaSet set, StatusException e) {
    if (Refusals.isNamespaceTerminating(e)) {
      return;
    }
    DeploymentPlan.refused(deployment, set, e.status().message(), context.now())
        .ifPresent(d -> client.near(Kinds.DEPLOYMENTS, d).updateStatus(d));
    recorder.warning(
        deployment,
        "ReplicaSetCreateError",
        "Failed to create new replica set \"%s\": %s".formatted(set.name(), e.status().message()));
  }

  /// The name is taken: by the very set that the cache does not show yet, or by another template of
  /// the same hash, so that the next try must hash differently.
  private boolean collide(Deployment deployment, ReplicaSet set) {
    ReplicaSet existing = client.near(Kinds.REPLICA_SETS, deployment).get(set.name());
    if (!NewSet.isSame(set, existing, deployment)) {
      int collisions = deployment.status().collisionCount() + 1;
      client
          .near(Kinds.DEPLOYMENTS, deployment)
          .updateStatus(deployment.withStatus(deployment.status().withCollisionCount(collisions)));
    }
    return false;
  }

  private void delete(ReplicaSet set) {
    try {
      client.near(Kinds.REPLICA_SETS, set).delete(set.name(), DeleteOptions.of(set));
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }

  /// A deployment is woken by its ReplicaSets, and by those that it might adopt.
  private record SetEvents(Informer<Deployment> deployments, WorkQueue<String> queue)
      implements Handler<ReplicaSet> {
    @Override
    public void added(ReplicaSet set) {
      wake(set);
    }

    @Override
    public void updated(ReplicaSet old, ReplicaSet set) {
      if (!Owners.controllerUid(old).equals(Owners.controllerUid(set))) {
        owner(old).ifPresent(d -> queue.add(d.key()));
      }
      wake(set);
    }

    @Override
    public void deleted(ReplicaSet last) {
      owner(last).ifPresent(d -> queue.add(d.key()));
    }

    private Optional<Deployment> owner(ReplicaSet set) {
      return Owners.controllerOf(set)
          .filter(reference -> reference.kind().equals("Deployment"))
          .flatMap(reference ->
              deployments
                  .get(set.namespace(), reference.name())
                  .filter(d -> d.uid().equals(reference.uid())));
    }

    private void wake(ReplicaSet set) {
      if (Owners.controllerOf(set).isPresent()) {
        owner(set).ifPresent(d -> queue.add(d.key()));
        return;
      }
      for (Deployment deployment : deployments.byNamespace().get(set.namespace())) {
        LabelSelector selector = LabelSelector.of(deployment.spec().selector().json());
        if (selector.matches(set.json().object("metadata").object("labels"))) {
          queue.add(deployment.key());
        }
      }
    }
  }

  /// The last old pod of a deployment that recreates makes room for the new ones.
  private record PodDeletions(
      Informer<ReplicaSet> sets,
      Informer<Deployment> deployments,
      Index<Pod> podsByController,
      WorkQueue<String> queue)
      implements Handler<Pod> {
    @Override
    public void added(Pod pod) {}

    @Override
    public void updated(Pod old, Pod pod) {}

    @Override
    public void deleted(Pod last) {
      Owners.controllerOf(last)
          .filter(reference -> reference.kind().equals("ReplicaSet"))
          .flatMap(reference -> sets.get(last.namespace(), reference.name()))
          .flatMap(Owners::controllerOf)
          .flatMap(reference -> deployments.get(last.namespace(), reference.name()))
          .filter(d -> d.spec().strategy().type().equals("Recreate"))
          .ifPresent(d -> queue.add(d.key()));
    }
  }
}
