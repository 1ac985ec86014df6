package k4j.controllers.cronjob;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.Kinds;
import k4j.api.batch.v1.CronJob;
import k4j.api.batch.v1.CronJobStatus;
import k4j.api.batch.v1.Job;
import k4j.api.core.v1.ObjectReference;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.DeleteOptions.Propagation;
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
import k4j.controllers.ownership.Owners;

/// Starts jobs when they are due, and keeps so many of those that ended.
public final class CronJobController implements Controller {

  private static final int WORKERS = 5;

  private final ControllerContext context;
  private final Client client;
  private final Informer<CronJob> cronJobs;
  private final Index<Job> jobsByController;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public CronJobController(ControllerContext context) {
    this.context = context;
    client = context.client();
    cronJobs = context.informers().of(Kinds.CRON_JOBS);
    Informer<Job> jobs = context.informers().of(Kinds.JOBS);
    jobsByController = jobs.byController();
    queue = context.queue();
    recorder = context.recorder("cronjob-controller");
    loop = new ControllerLoop<>("cronjob", List.of(cronJobs, jobs), queue, this::reconcile);
    cronJobs.handle(Handler.each(cronJob -> queue.add(cronJob.key())));
    jobs.handle(Handler.each(this::wake));
  }

  private void wake(Job job) {
    Owners.controllerOf(job)
        .filter(owner -> owner.kind().equals("CronJob"))
        .ifPresent(owner -> queue.add(job.namespace() + "/" + owner.name()));
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<CronJob> found = cronJobs.get(key);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    CronJob cronJob = found.get();
    List<Job> jobs = jobsByController.get(cronJob.uid());
    ActiveJobs active = ActiveJobs.of(cronJob, jobs, gone(cronJob, jobs));
    active.notes().forEach(note -> tell(cronJob, note));
    CronJobPlan plan = CronJobPlan.decide(cronJob.withStatus(active.status()), context.now());
    plan.notes().forEach(note -> tell(cronJob, note));
    CronJobStatus status = active.status();
    if (plan.start().isPresent()) {
      status = start(cronJob, status, plan.start().get(), plan.replace());
    }
    status = withoutSurplus(cronJob, status, CronJobPlan.surplus(cronJob, jobs));
    if (!status.json().equals(cronJob.status().json())) {
      client.near(Kinds.CRON_JOBS, cronJob).updateStatus(cronJob.withStatus(status));
    }
    return again(plan);
  }

  private static Outcome again(CronJobPlan plan) {
    return plan.again().map(Outcome::after).orElse(Outcome.DONE);
  }

  /// The cache may be late: only the server knows which jobs are gone.
  private Set<String> gone(CronJob cronJob, List<Job> jobs) {
    Set<String> gone = new HashSet<>();
    for (ObjectReference reference : cronJob.status().active()) {
      if (jobs.stream().noneMatch(job -> job.uid().equals(reference.uid()))
          && find(cronJob, reference.name()).isEmpty()) {
        gone.add(reference.uid());
      }
    }
    return gone;
  }

  private Optional<Job> find(CronJob cronJob, String name) {
    return client.near(Kinds.JOBS, cronJob).find(name);
  }

  private CronJobStatus start(
      CronJob cronJob, CronJobStatus status, Instant due, List<ObjectReference> replaced) {
    CronJobStatus left = status;
    for (ObjectReference reference : replaced) {
      Optional<Job> old = find(cronJob, reference.name());
      if (old.isPresent()) {
        delete(cronJob, old.get());
      }
      left = without(left, reference.uid());
    }
    Optional<Job> job = create(cronJob, CronJobPlan.job(cronJob, due));
    if (job.isEmpty()) {
      return left;
    }
    List<ObjectReference> active = new ArrayList<>(left.active());
    active.add(
        ObjectReference.EMPTY
            .withApiVersion("batch/v1")
            .withKind("Job")
            .withNamespace(job.get().namespace())
            .withName(job.get().name())
            .withUid(job.get().uid())
            .withResourceVersion(job.get().resourceVersion()));
    return left.withActive(active).withLastScheduleTime(due);
  }

  /// The job, unless it belongs to somebody else.
  private Optional<Job> create(CronJob cronJob, Job job) {
    try {
      Job created = client.near(Kinds.JOBS, cronJob).create(job);
      recorder.normal(cronJob, "SuccessfulCreate", "Created job " + created.name());
      return Optional.of(created);
    } catch (StatusException e) {
      if (e.is("AlreadyExists")) {
        return find(cronJob, job.name()).filter(other -> Owners.isControlledBy(other, cronJob));
      }
      if (!Refusals.isNamespaceTerminating(e)) {
        recorder.warning(cronJob, "FailedCreate", "Error creating job: " + e.status().message());
      }
      throw e;
    }
  }

  private CronJobStatus withoutSurplus(CronJob cronJob, CronJobStatus status, List<Job> surplus) {
    CronJobStatus left = status;
    for (Job job : surplus) {
      delete(cronJob, job);
      left = without(left, job.uid());
    }
    return left;
  }

  private static CronJobStatus without(CronJobStatus status, String uid) {
    return ActiveJobs.with(
        status, status.active().stream().filter(ref -> !ref.uid().equals(uid)).toList());
  }

  private void delete(CronJob cronJob, Job job) {
    try {
      client
          .near(Kinds.JOBS, job)
          .delete(job.name(), DeleteOptions.DEFAULT.withPropagation(Propagation.BACKGROUND));
      recorder.normal(cronJob, "SuccessfulDelete", "Deleted job " + job.name());
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        recorder.warning(cronJob, "FailedDelete", "Deleted job: " + e.status().message());
        throw e;
      }
    }
  }

  private void tell(CronJob cronJob, Note note) {
    if (note.warning()) {
      recorder.warning(cronJob, note.reason(), note.message());
    } else {
      recorder.normal(cronJob, note.reason(), note.message());
    }
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }
}
