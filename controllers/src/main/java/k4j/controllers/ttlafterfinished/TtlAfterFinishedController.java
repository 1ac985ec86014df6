package k4j.controllers.ttlafterfinished;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.JobCondition;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.DeleteOptions.Propagation;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Deletes jobs that have ended so long ago as they say themselves.
public final class TtlAfterFinishedController implements Controller {

  private final ControllerContext context;
  private final Client client;
  private final Informer<Job> jobs;
  private final ControllerLoop<String> loop;

  public TtlAfterFinishedController(ControllerContext context) {
    this.context = context;
    client = context.client();
    jobs = context.informers().of(Kinds.JOBS);
    WorkQueue<String> queue = context.queue();
    loop = new ControllerLoop<>("ttl-after-finished", List.of(jobs), queue, this::reconcile);
    jobs.handle(Handler.each(job -> expiry(job).ifPresent(_ -> queue.add(job.key()))));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  /// When the job is to go; none while it runs or where it is to stay.
  static Optional<Instant> expiry(Job job) {
    if (!job.spec().hasTtlSecondsAfterFinished() || job.isDeleting()) {
      return Optional.empty();
    }
    return job.status().conditions().stream()
        .filter(c -> c.status().equals("True"))
        .filter(c -> c.type().equals("Complete") || c.type().equals("Failed"))
        .findFirst()
        .flatMap(JobCondition::lastTransitionTime)
        .map(at -> at.plusSeconds(job.spec().ttlSecondsAfterFinished()));
  }

  private Outcome reconcile(String key) {
    Optional<Job> job = jobs.get(key);
    Optional<Instant> expiry = job.flatMap(TtlAfterFinishedController::expiry);
    if (expiry.isEmpty()) {
      return Outcome.DONE;
    }
    Instant now = context.now();
    if (expiry.get().isAfter(now)) {
      return Outcome.after(Duration.between(now, expiry.get()));
    }
    // The cache may be late: somebody may just have changed his mind.
    Optional<Job> fresh = client.near(Kinds.JOBS, job.get()).find(job.get().name());
    fresh
        .filter(j -> expiry(j).filter(at -> !at.isAfter(now)).isPresent())
        .ifPresent(j ->
            client
                .near(Kinds.JOBS, j)
                .delete(j.name(), DeleteOptions.of(j).withPropagation(Propagation.FOREGROUND)));
    return Outcome.DONE;
  }

  @Override
  public void close() {
    loop.close();
  }
}
