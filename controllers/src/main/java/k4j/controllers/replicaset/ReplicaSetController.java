package k4j.controllers.replicaset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import k4j.api.Kinds;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.apps.v1.ReplicaSetStatus;
import k4j.api.core.v1.Pod;
import k4j.api.meta.StatusException;
import k4j.client.Client;
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
import k4j.controllers.pods.Expectations;
import k4j.controllers.pods.PodControl;
import k4j.controllers.pods.PodEvents;
import k4j.controllers.pods.PodState;
import k4j.controllers.pods.PodTemplates;
import k4j.controllers.pods.SlowStart;
import k4j.controllers.replicaset.ReplicaSetStatusPlan.Failure;

/// Keeps as many pods running as each ReplicaSet, or each ReplicationController, says.
public final class ReplicaSetController implements Controller {

  private static final int WORKERS = 5;

  private final SetKind what;
  private final ControllerContext context;
  private final Client client;
  private final Informer<ReplicaSet> sets;
  private final Index<ReplicaSet> setsByController;
  private final Index<Pod> podsByController;
  private final Index<Pod> orphans;
  private final Expectations expectations;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final PodControl control;
  private final ControllerLoop<String> loop;

  public ReplicaSetController(ControllerContext context) {
    this(context, SetKind.REPLICA_SET);
  }

  private ReplicaSetController(ControllerContext context, SetKind what) {
    this.what = what;
    this.context = context;
    client = context.client();
    sets = context.informers().of(what.sets());
    setsByController = sets.byController();
    Informer<Pod> pods = context.informers().of(Kinds.PODS);
    podsByController = pods.byController();
    orphans = Owners.orphans(pods);
    expectations = new Expectations(context.surroundings().clock());
    queue = context.queue();
    recorder = context.recorder(what.component());
    control = new PodControl(client, recorder);
    loop = new ControllerLoop<>(what.loop(), List.of(sets, pods), queue, this::reconcile);
    sets.handle(new SetHandler());
    pods.handle(new PodEvents<>(what, sets, expectations, queue));
  }

  public static ReplicaSetController ofReplicationControllers(ControllerContext context) {
    return new ReplicaSetController(context, SetKind.REPLICATION_CONTROLLER);
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<ReplicaSet> found = sets.get(key);
    if (found.isEmpty()) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    ReplicaSet set = found.get();
    boolean settled = expectations.satisfied(key);
    List<Pod> owned = claim(set);
    Optional<Failure> failure = settled ? manage(set, owned) : currentFailure(set);
    ReplicaSetStatus status =
        what.known(ReplicaSetStatusPlan.decide(set, owned, failure, context.now()));
    if (!status.json().equals(set.status().json())) {
      client.near(what.sets(), set).updateStatus(set.withStatus(status));
    }
    if (settled && failure.isPresent()) {
      return new Outcome.Retry();
    }
    return ReplicaSetStatusPlan.lookAgain(set, status).map(Outcome::after).orElse(Outcome.DONE);
  }

  private List<Pod> claim(ReplicaSet set) {
    var candidates = new ArrayList<>(podsByController.get(set.uid()));
    candidates.addAll(orphans.get(set.namespace()));
    candidates.removeIf(PodState::isTerminal);
    return Claims.settle(
        client, what.sets(), set, Kinds.PODS, new Claims.Ask<>(what.selector(set), candidates));
  }

  /// While pods are awaited nothing new is known.
  private static Optional<Failure> currentFailure(ReplicaSet set) {
    return set.status().conditions().stream()
        .filter(c -> c.type().equals("ReplicaFailure"))
        .map(c -> new Failure(c.reason(), c.message()))
        .findFirst();
  }

  private Optional<Failure> manage(ReplicaSet set, List<Pod> owned) {
    List<Pod> active = owned.stream().filter(PodState::isActive).toList();
    return switch (ReplicaSetPlan.decide(set, active, kindred(set), context.now())) {
      case ReplicaSetAction.Nothing _ -> Optional.empty();
      case ReplicaSetAction.Create(int count) -> create(set, count);
      case ReplicaSetAction.Delete(List<Pod> pods) -> delete(set, pods);
    };
  }

  private List<Pod> kindred(ReplicaSet set) {
    String controller = Owners.controllerUid(set);
    List<ReplicaSet> siblings =
        controller.isEmpty() ? List.of(set) : setsByController.get(controller);
    return siblings.stream().flatMap(s -> podsByController.get(s.uid()).stream()).toList();
  }

  private Optional<Failure> create(ReplicaSet set, int count) {
    Pod pod = PodTemplates.pod(set, set.spec().template());
    expectations.expectCreations(set.key(), count);
    var result = SlowStart.run(count, () -> control.create(set, pod));
    expectations.creationsObserved(set.key(), count - result.succeeded());
    return result
        .failure()
        .filter(e -> !Refusals.isNamespaceTerminating(e))
        .map(e -> new Failure("FailedCreate", e.status().message()));
  }

  private Optional<Failure> delete(ReplicaSet set, List<Pod> pods) {
    expectations.expectDeletions(set.key(), pods.stream().map(Pod::uid).toList());
    var waiting = new ConcurrentLinkedQueue<>(pods);
    var result = SlowStart.batch(pods.size(), () -> delete(set, waiting.remove()));
    return result.failure().map(e -> new Failure("FailedDelete", e.status().message()));
  }

  private void delete(ReplicaSet set, Pod pod) {
    try {
      if (!control.delete(set, pod)) {
        expectations.deletionObserved(set.key(), pod.uid());
      }
    } catch (StatusException e) {
      expectations.deletionObserved(set.key(), pod.uid());
      throw e;
    }
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }

  /// A ReplicaSet made anew under a name begins without expectations.
  private final class SetHandler implements Handler<ReplicaSet> {
    @Override
    public void added(ReplicaSet set) {
      queue.add(set.key());
    }

    @Override
    public void updated(ReplicaSet old, ReplicaSet set) {
      queue.add(set.key());
    }

    @Override
    public void deleted(ReplicaSet last) {
      expectations.forget(last.key());
      queue.add(last.key());
    }
  }
}
