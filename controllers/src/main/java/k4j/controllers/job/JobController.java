package k4j.controllers.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.Kinds;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.JobCondition;
import k4j.api.batch.v1.JobStatus;
import k4j.api.core.v1.Pod;
import k4j.api.meta.StatusException;
import k4j.api.selector.LabelSelector;
import k4j.client.Client;
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
import k4j.controllers.job.JobPodWriter.Done;
import k4j.controllers.ownership.Claims;
import k4j.controllers.ownership.Owners;
import k4j.controllers.pods.Expectations;

/// Runs the pods of jobs until enough of them have succeeded or too many have failed.
public final class JobController implements Controller {

  private static final int WORKERS = 5;

  private final ControllerContext context;
  private final Client client;
  private final Informer<Job> jobs;
  private final Index<Pod> podsByController;
  private final Index<Pod> unowned;
  private final Expectations expectations;
  private final Releases releases = new Releases();
  private final Map<String, Failures> failures = new ConcurrentHashMap<>();

  /// UIDs of jobs that have ended, though the cache may not show it yet.
  private final Set<String> ended = ConcurrentHashMap.newKeySet();

  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final JobPodWriter writer;
  private final OrphanPods orphans;
  private final ControllerLoop<String> loop;

  public JobController(ControllerContext context) {
    this.context = context;
    client = context.client();
    jobs = context.informers().of(Kinds.JOBS);
    Informer<Pod> pods = context.informers().of(Kinds.PODS);
    podsByController = pods.byController();
    unowned = pods.index("orphans", JobController::unownedKey);
    expectations = new Expectations(context.surroundings().clock());
    queue = context.queue(new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1)));
    recorder = context.recorder("job-controller");
    writer = new JobPodWriter(client, recorder, expectations, releases);
    orphans = new OrphanPods(context, writer);
    loop = new ControllerLoop<>("job", List.of(jobs, pods), queue, this::reconcile);
    jobs.handle(Handler.each(job -> queue.add(job.key())));
    jobs.handle(Handler.deletions(this::forget));
    pods.handle(new JobEvents(jobs, expectations, releases, queue));
  }

  private static List<String> unownedKey(Pod pod) {
    return Owners.controllerUid(pod).isEmpty() ? List.of(pod.namespace()) : List.of();
  }

  private void forget(Job job) {
    expectations.forget(job.key());
    releases.forget(job.key());
    failures.remove(job.key());
    ended.remove(job.uid());
  }

  @Override
  public void start() {
    loop.start(WORKERS);
    orphans.start();
  }

  private Outcome reconcile(String key) {
    Optional<Job> found = jobs.get(key).filter(JobRules::isOurs);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    Job job = found.get();
    if (JobRules.isFinished(job)) {
      failures.remove(key);
      ended.remove(job.uid());
      return Outcome.DONE;
    }
    if (ended.contains(job.uid())) {
      return Outcome.DONE;
    }
    boolean settled = expectations.satisfied(key);
    Failures before = failures.getOrDefault(key, Failures.NONE);
    JobState state = JobState.of(job, claim(job), releases.of(key), before, context.now());
    Step step = step(state, settled);
    track(state, step);
    step.failure()
        .ifPresent(failure -> {
          throw failure;
        });
    return again(state, step);
  }

  private Outcome again(JobState state, Step step) {
    if (step.pause().isPositive()) {
      return Outcome.after(step.pause());
    }
    return JobEnd.deadline(state.job())
        .map(at -> Outcome.after(Duration.between(context.now(), at).plusMillis(1)))
        .orElse(Outcome.DONE);
  }

  private List<Pod> claim(Job job) {
    var candidates = new ArrayList<>(podsByController.get(job.uid()));
    candidates.addAll(unowned.get(job.namespace()));
    LabelSelector selector = LabelSelector.of(job.spec().selector().json());
    return Claims.settle(
        client,
        Kinds.JOBS,
        job,
        Kinds.PODS,
        new Claims.Ask<>(selector, candidates, List.of(JobPods.FINALIZER)));
  }

  /// What was done about the pods.
  ///
  /// @param status with the numbers of pods that run
  /// @param finished why the job ends, once no pod runs
  /// @param pause after which pods may be created again
  private record Step(
      JobStatus status,
      Optional<JobCondition> finished,
      Duration pause,
      Optional<StatusException> failure) {}

  private Step step(JobState state, boolean settled) {
    Instant now = context.now();
    Optional<JobCondition> finished = JobEnd.decide(state, now);
    if (finished.isPresent()) {
      Done done = writer.end(state.job(), state.active());
      boolean all = done.pods() == state.active().size() && settled;
      JobStatus status = running(state, -done.pods(), done);
      return new Step(status, all ? finished : Optional.empty(), Duration.ZERO, done.failure());
    }
    if (!settled || state.job().isDeleting()) {
      JobStatus status = running(state, 0, new Done(0, 0, Optional.empty()));
      Optional<JobCondition> complete = JobEnd.completion(state, state.active().size(), now);
      return new Step(status, complete, Duration.ZERO, Optional.empty());
    }
    return manage(state, now);
  }

  private Step manage(JobState state, Instant now) {
    Duration pause = Duration.ZERO;
    Done done = new Done(0, 0, Optional.empty());
    int change = 0;
    switch (JobPlan.decide(state, now)) {
      case JobAction.Nothing() -> {}
      case JobAction.Wait(Duration wait) -> pause = wait;
      case JobAction.Create(List<OptionalInt> indexes) -> {
        done = writer.create(state, indexes);
        change = done.pods();
      }
      case JobAction.Delete(List<Pod> pods) -> {
        done = writer.giveUp(state.job(), pods);
        change = -done.pods();
      }
    }
    JobStatus status = running(state, change, done);
    Optional<JobCondition> complete = JobEnd.completion(state, status.active(), now);
    if (complete.isEmpty()) {
      status = suspension(state.job(), status, now);
    }
    return new Step(status, complete, pause, done.failure());
  }

  private static JobStatus running(JobState state, int change, Done done) {
    int active = state.active().size() + change;
    JobStatus status =
        state
            .job()
            .status()
            .withReady(state.ready() - done.ready())
            .withTerminating(state.terminating() + Math.max(0, -change));
    return active == 0 ? status.withoutActive() : status.withActive(active);
  }

  private JobStatus suspension(Job job, JobStatus status, Instant now) {
    boolean suspended = JobRules.isSuspended(job);
    JobCondition condition =
        suspended
            ? JobEnd.condition(JobEnd.SUSPENDED, "JobSuspended", "Job suspended", now)
            : JobEnd.condition(JobEnd.SUSPENDED, "JobResumed", "Job resumed", now)
                .withStatus("False");
    JobStatus changed = JobEnd.set(status, condition);
    if (changed.equals(status)) {
      return status;
    }
    recorder.normal(job, suspended ? "Suspended" : "Resumed", condition.message());
    return suspended ? changed.withoutStartTime() : changed.withStartTime(now);
  }

  private void track(JobState state, Step step) {
    Job job = state.job();
    Tracking tracking = Tracking.decide(state, step.status(), step.finished(), context.now());
    Job noted = write(jobs.get(job.key()).orElse(job), job, tracking.status());
    failures.put(job.key(), state.failures());
    Optional<StatusException> failure = writer.release(noted, tracking.release());
    JobStatus counted = Tracking.counted(noted.status(), held(state, tracking, failure));
    Optional<JobStatus> end = tracking.ended(counted, context.now());
    write(noted, noted, end.orElse(counted));
    end.ifPresent(_ -> finish(noted, counted, tracking.terminal().orElseThrow()));
    failure.ifPresent(e -> {
      throw e;
    });
  }

  /// Where letting go failed nothing is counted: the next look finds who has gone.
  private static Set<String> held(
      JobState state, Tracking tracking, Optional<StatusException> failure) {
    Set<String> held = new HashSet<>();
    state.pods().stream().filter(JobPods::isTracked).map(Pod::uid).forEach(held::add);
    held.removeAll(state.leaving());
    if (failure.isEmpty()) {
      tracking.release().stream().map(Pod::uid).forEach(held::remove);
    }
    return held;
  }

  private Job write(Job old, Job job, JobStatus status) {
    return status.json().equals(old.status().json())
        ? job.withStatus(status)
        : client.near(Kinds.JOBS, job).updateStatus(job.withStatus(status));
  }

  private void finish(Job job, JobStatus status, JobCondition terminal) {
    ended.add(job.uid());
    if (!terminal.type().equals(JobEnd.COMPLETE)) {
      recorder.warning(job, terminal.reason(), terminal.message());
      return;
    }
    if (job.spec().hasCompletions() && status.succeeded() > job.spec().completions()) {
      recorder.warning(
          job,
          "TooManySucceededPods",
          "Too many succeeded pods running after completion count reached");
    }
    recorder.normal(job, "Completed", "Job completed");
  }

  @Override
  public void close() {
    loop.close();
    orphans.close();
    recorder.close();
  }
}
