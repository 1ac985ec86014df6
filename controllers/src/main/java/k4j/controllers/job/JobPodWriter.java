package k4j.controllers.job;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import k4j.api.Kinds;
import k4j.api.batch.v1.Job;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.Patch;
import k4j.client.event.EventRecorder;
import k4j.controllers.Refusals;
import k4j.controllers.pods.Expectations;
import k4j.controllers.pods.PodState;
import k4j.controllers.pods.SlowStart;

/// Creates, deletes and lets go of pods.
record JobPodWriter(
    Client client, EventRecorder recorder, Expectations expectations, Releases releases) {

  /// @param pods how many were created or deleted
  /// @param ready how many of the deleted ones were ready
  record Done(int pods, int ready, Optional<StatusException> failure) {}

  Done create(JobState state, List<OptionalInt> indexes) {
    Job job = state.job();
    var waiting = new ConcurrentLinkedQueue<>(indexes);
    expectations.expectCreations(job.key(), indexes.size());
    var result =
        SlowStart.run(
            indexes.size(),
            () -> {
              OptionalInt index = waiting.remove();
              Pod last = index.isPresent() ? state.awaiting().get(index.getAsInt()) : null;
              create(job, JobTemplate.pod(job, index, last));
            });
    expectations.creationsObserved(job.key(), indexes.size() - result.succeeded());
    return new Done(
        result.succeeded(), 0, result.failure().filter(e -> !Refusals.isNamespaceTerminating(e)));
  }

  private void create(Job job, Pod pod) {
    try {
      Pod created = client.near(Kinds.PODS, job).create(pod);
      recorder.normal(job, "SuccessfulCreate", "Created pod: " + created.name());
    } catch (StatusException e) {
      if (!Refusals.isNamespaceTerminating(e)) {
        recorder.warning(job, "FailedCreate", "Error creating: " + e.status().message());
      }
      throw e;
    }
  }

  /// Deletes pods of a job that goes on: they are not counted.
  Done giveUp(Job job, List<Pod> pods) {
    expectations.expectDeletions(job.key(), pods.stream().map(Pod::uid).toList());
    return each(
        pods,
        pod -> {
          try {
            letGo(pod);
            delete(job, pod);
          } catch (StatusException e) {
            expectations.deletionObserved(job.key(), pod.uid());
            throw e;
          }
        });
  }

  /// Deletes the pods of a job that ends: they go when they are counted.
  Done end(Job job, List<Pod> pods) {
    return each(pods, pod -> delete(job, pod));
  }

  private interface Step {
    void take(Pod pod);
  }

  private static Done each(List<Pod> pods, Step step) {
    if (pods.isEmpty()) {
      return new Done(0, 0, Optional.empty());
    }
    var waiting = new ConcurrentLinkedQueue<>(pods);
    var ready = new AtomicInteger();
    var result =
        SlowStart.batch(
            pods.size(),
            () -> {
              Pod pod = waiting.remove();
              step.take(pod);
              if (PodState.isReady(pod)) {
                ready.incrementAndGet();
              }
            });
    return new Done(result.succeeded(), ready.get(), result.failure());
  }

  private void delete(Job job, Pod pod) {
    try {
      client.near(Kinds.PODS, pod).delete(pod.name(), DeleteOptions.of(pod));
      recorder.normal(job, "SuccessfulDelete", "Deleted pod: " + pod.name());
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        recorder.warning(job, "FailedDelete", "Error deleting: " + e.status().message());
        throw e;
      }
    }
  }

  /// Lets counted pods go.
  ///
  /// @return a failure, if there was one
  Optional<StatusException> release(Job job, List<Pod> pods) {
    releases.expect(job.key(), pods.stream().map(Pod::uid).toList());
    return each(
            pods,
            pod -> {
              try {
                letGo(pod);
              } catch (StatusException e) {
                releases.observed(job.key(), pod.uid());
                throw e;
              }
            })
        .failure();
  }

  void letGo(Pod pod) {
    if (!JobPods.isTracked(pod)) {
      return;
    }
    JsonObject metadata =
        JsonObject.EMPTY.with(
            "$deleteFromPrimitiveList/finalizers", JsonArray.ofStrings(List.of(JobPods.FINALIZER)));
    try {
      client
          .near(Kinds.PODS, pod)
          .patch(pod.name(), Patch.strategic(JsonObject.EMPTY.with("metadata", metadata)));
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
