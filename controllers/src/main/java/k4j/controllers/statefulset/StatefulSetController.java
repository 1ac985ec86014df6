package k4j.controllers.statefulset;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import k4j.api.Kinds;
import k4j.api.apps.v1.ControllerRevision;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.apps.v1.StatefulSetStatus;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.meta.StatusException;
import k4j.api.selector.LabelSelector;
import k4j.client.Client;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.ownership.Claims;
import k4j.controllers.ownership.Owners;
import k4j.controllers.pods.Expectations;
import k4j.controllers.pods.PodEvents;
import k4j.controllers.pods.SlowStart;

/// Keeps the numbered pods of StatefulSets. (controller: stateful_set.go.)
public final class StatefulSetController implements Controller {

  private static final int WORKERS = 5;

  private static final PodEvents.OwnerKind<StatefulSet> WHAT =
      new PodEvents.OwnerKind<>() {
        @Override
        public String kind() {
          return "StatefulSet";
        }

        @Override
        public LabelSelector selector(StatefulSet set) {
          return LabelSelector.of(set.spec().selector().json());
        }

        @Override
        public int minReadySeconds(StatefulSet set) {
          return set.spec().minReadySeconds();
        }
      };

  private final ControllerContext context;
  private final Client client;
  private final Informer<StatefulSet> sets;
  private final Informer<Pod> pods;
  private final StatefulSetHistory history;
  private final Expectations expectations;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final StatefulPodControl control;
  private final ControllerLoop<String> loop;

  public StatefulSetController(ControllerContext context) {
    this.context = context;
    client = context.client();
    sets = context.informers().of(Kinds.STATEFUL_SETS);
    pods = context.informers().of(Kinds.PODS);
    Informer<ControllerRevision> revisions = context.informers().of(Kinds.CONTROLLER_REVISIONS);
    Informer<PersistentVolumeClaim> claims = context.informers().of(Kinds.PERSISTENT_VOLUME_CLAIMS);
    history = new StatefulSetHistory(client, revisions);
    expectations = new Expectations(context.surroundings().clock());
    queue = context.queue();
    recorder = context.recorder("statefulset-controller");
    control = new StatefulPodControl(client, claims, expectations, recorder);
    loop =
        new ControllerLoop<>(
            "statefulset", List.of(sets, pods, claims, revisions), queue, this::reconcile);
    sets.handle(new SetHandler());
    pods.handle(new PodEvents<>(WHAT, sets, expectations, queue));
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<StatefulSet> found = sets.get(key);
    if (found.isEmpty()) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    // What was created or deleted last must show first: the event wakes the set again.
    if (!expectations.satisfied(key)) {
      return Outcome.DONE;
    }
    StatefulSet set = found.get();
    StatefulSetHistory.History revisions = history.construct(set);
    List<Pod> owned = claim(set);
    Instant now = context.now();
    StatefulSetStatus status;
    try {
      status = update(state(set, revisions, owned, now));
    } finally {
      history.cleanUp(set, revisions, owned);
    }
    return StatefulSetStatusPlan.lookAgain(set, status, owned, now)
        .map(Outcome::after)
        .orElse(Outcome.DONE);
  }

  private StatefulSetState state(
      StatefulSet set, StatefulSetHistory.History revisions, List<Pod> owned, Instant now) {
    return new StatefulSetState(
        set,
        revision(set, revisions.current()),
        revision(set, revisions.update()),
        revisions.collisions(),
        owned,
        claim -> control.find(set, claim),
        now);
  }

  private static StatefulSetState.Revision revision(StatefulSet set, ControllerRevision revision) {
    return new StatefulSetState.Revision(
        revision.name(), StatefulSetHistory.template(set, revision));
  }

  private List<Pod> claim(StatefulSet set) {
    var ask = new Claims.Ask<>(WHAT.selector(set), Owners.claimable(pods, set));
    return Claims.settle(
        client,
        Kinds.STATEFUL_SETS,
        set,
        Kinds.PODS,
        ask.onlyIf(pod -> Ordinal.isMember(set, pod)));
  }

  /// Whatever fails, the status tells what there is.
  private StatefulSetStatus update(StatefulSetState seen) {
    StatefulSetStep step = StatefulSetPlan.decide(seen);
    expect(seen.set(), step);
    try {
      step.phases().forEach(phase -> carryOut(seen.set(), phase));
    } catch (StatusException e) {
      expectations.forget(seen.set().key()); // not all was tried
      writeStatus(seen.set(), step.status());
      throw e;
    }
    return writeStatus(seen.set(), step.statusWhenDone());
  }

  private void expect(StatefulSet set, StatefulSetStep step) {
    List<StatefulSetAction> all =
        step.phases().stream()
            .flatMap(phase -> phase.pods().stream())
            .flatMap(List::stream)
            .toList();
    int creations = (int) all.stream().filter(StatefulSetAction.Create.class::isInstance).count();
    List<String> deletions =
        all.stream()
            .filter(StatefulSetAction.Delete.class::isInstance)
            .map(action -> action.pod().uid())
            .toList();
    expectations.expect(set.key(), creations, deletions);
  }

  private void carryOut(StatefulSet set, StatefulSetStep.Phase phase) {
    if (!set.spec().podManagementPolicy().equals("Parallel")) {
      phase.pods().forEach(actions -> carryOut(set, actions));
      return;
    }
    var waiting = new ConcurrentLinkedQueue<>(phase.pods());
    SlowStart.run(phase.pods().size(), () -> carryOut(set, waiting.remove()))
        .failure()
        .ifPresent(e -> {
          throw e;
        });
  }

  private void carryOut(StatefulSet set, List<StatefulSetAction> actions) {
    actions.forEach(action -> control.carryOut(set, action));
  }

  private StatefulSetStatus writeStatus(StatefulSet set, StatefulSetStatus counted) {
    StatefulSetStatus status = StatefulSetStatusPlan.completed(set, counted);
    if (StatefulSetStatusPlan.differs(set.status(), status)) {
      client.near(Kinds.STATEFUL_SETS, set).updateStatus(set.withStatus(status));
    }
    return status;
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }

  /// A set made anew under a name begins without expectations.
  private final class SetHandler implements Handler<StatefulSet> {
    @Override
    public void added(StatefulSet set) {
      queue.add(set.key());
    }

    @Override
    public void updated(StatefulSet old, StatefulSet set) {
      queue.add(set.key());
    }

    @Override
    public void deleted(StatefulSet last) {
      expectations.forget(last.key());
      queue.add(last.key());
    }
  }
}
