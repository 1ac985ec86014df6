package k4j.controllers.job;

import java.time.Duration;
import java.util.Optional;
import k4j.api.batch.v1.Job;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.meta.v1.OwnerReference;
import k4j.api.selector.LabelSelector;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.controllers.ownership.Owners;
import k4j.controllers.pods.Expectations;

/// Wakes the jobs that a change of a pod concerns, a moment later: pods change many at a time.
record JobEvents(
    Informer<Job> jobs, Expectations expectations, Releases releases, WorkQueue<String> queue)
    implements Handler<Pod> {

  private static final Duration MOMENT = Duration.ofMillis(200);

  @Override
  public void added(Pod pod) {
    Optional<Job> job = owner(pod);
    if (job.isPresent()) {
      if (pod.isDeleting()) {
        expectations.deletionObserved(job.get().key(), pod.uid());
      } else {
        expectations.creationObserved(job.get().key());
      }
      wake(job.get());
    } else if (Owners.controllerOf(pod).isEmpty()) {
      wakeMatching(pod);
    }
  }

  @Override
  public void updated(Pod old, Pod pod) {
    boolean moved = !Owners.controllerUid(old).equals(Owners.controllerUid(pod));
    if (moved) {
      owner(old).ifPresent(job -> changed(job, pod));
    }
    Optional<Job> job = owner(pod);
    if (job.isPresent()) {
      changed(job.get(), pod);
    } else if (Owners.controllerOf(pod).isEmpty() && (moved || !labels(old).equals(labels(pod)))) {
      wakeMatching(pod);
    }
  }

  private void changed(Job job, Pod pod) {
    if (pod.isDeleting()) {
      expectations.deletionObserved(job.key(), pod.uid());
    }
    if (!JobPods.isTracked(pod)) {
      releases.observed(job.key(), pod.uid());
    }
    wake(job);
  }

  @Override
  public void deleted(Pod last) {
    owner(last)
        .ifPresent(job -> {
          expectations.deletionObserved(job.key(), last.uid());
          releases.observed(job.key(), last.uid());
          wake(job);
        });
  }

  private void wake(Job job) {
    queue.addAfter(job.key(), MOMENT);
  }

  private static JsonObject labels(Pod pod) {
    return pod.json().object("metadata").object("labels");
  }

  private Optional<Job> owner(Pod pod) {
    return Owners.controllerOf(pod)
        .filter(reference -> reference.kind().equals("Job"))
        .flatMap(reference -> resolve(pod.namespace(), reference));
  }

  private Optional<Job> resolve(String namespace, OwnerReference reference) {
    return jobs.get(namespace, reference.name()).filter(job -> job.uid().equals(reference.uid()));
  }

  /// A pod that nobody controls may be adopted.
  private void wakeMatching(Pod pod) {
    for (Job job : jobs.byNamespace().get(pod.namespace())) {
      if (LabelSelector.of(job.spec().selector().json()).matches(labels(pod))) {
        wake(job);
      }
    }
  }
}
