package k4j.controllers.job;

import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.batch.v1.Job;
import k4j.api.core.v1.Pod;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.ControllerContext;
import k4j.controllers.ownership.Owners;

/// Lets pods go that no job will count any more.
final class OrphanPods implements AutoCloseable {

  private final Informer<Pod> pods;
  private final Informer<Job> jobs;
  private final JobPodWriter writer;
  private final WorkQueue<String> queue;
  private final ControllerLoop<String> loop;

  OrphanPods(ControllerContext context, JobPodWriter writer) {
    this.writer = writer;
    pods = context.informers().of(Kinds.PODS);
    jobs = context.informers().of(Kinds.JOBS);
    queue = context.queue();
    loop = new ControllerLoop<>("job-orphans", List.of(pods, jobs), queue, this::reconcile);
    pods.handle(Handler.each(this::look));
    jobs.handle(Handler.each(job -> pods.byController().get(job.uid()).forEach(this::look)));
  }

  void start() {
    loop.start(1);
  }

  private void look(Pod pod) {
    if (JobPods.isTracked(pod) && isOrphan(pod)) {
      queue.add(pod.key());
    }
  }

  private boolean isOrphan(Pod pod) {
    var owner = Owners.controllerOf(pod);
    if (owner.isEmpty()) {
      return true;
    }
    if (!owner.get().kind().equals("Job") || !owner.get().apiVersion().equals("batch/v1")) {
      return false;
    }
    Optional<Job> job =
        jobs.get(pod.namespace(), owner.get().name())
            .filter(j -> j.uid().equals(owner.get().uid()));
    return job.isEmpty() || (JobRules.isOurs(job.get()) && JobRules.isFinished(job.get()));
  }

  private Outcome reconcile(String key) {
    pods.get(key).filter(this::isOrphan).ifPresent(writer::letGo);
    return Outcome.DONE;
  }

  @Override
  public void close() {
    loop.close();
  }
}
