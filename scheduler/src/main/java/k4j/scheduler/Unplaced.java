package k4j.scheduler;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import k4j.api.core.v1.Pod;
import k4j.client.Surroundings;
import k4j.scheduler.framework.Diagnosis;
import k4j.scheduler.framework.PostFilterPlugin;
import k4j.scheduler.framework.Remedy;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.queue.QueuedPod;
import k4j.scheduler.queue.SchedulingQueue;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// What is done with pods that got no node: others are told to go, the pod waits in the queue, and
/// people are told why.
final class Unplaced {

  private final Surroundings surroundings;
  private final SchedulingQueue queue;
  private final ClusterView view;
  private final ExecutorService background;

  Unplaced(
      Surroundings surroundings,
      SchedulingQueue queue,
      ClusterView view,
      ExecutorService background) {
    this.surroundings = surroundings;
    this.queue = queue;
    this.view = view;
    this.background = background;
  }

  /// No node took it.
  void handle(
      ServedProfile profile,
      QueuedPod queued,
      Snapshot snapshot,
      Diagnosis diagnosis,
      PostFilterPlugin.Trial trial) {
    Diagnosis told = diagnosis;
    PodInfo pod = queued.pod();
    String nominated = pod.pod().status().nominatedNodeName();
    if (diagnosis.allNodes() > 0) {
      for (PostFilterPlugin plugin : profile.profile().postFilters()) {
        switch (plugin.remedy(pod, snapshot, diagnosis, trial)) {
          case Remedy.None(String message) -> {
            told = told.withRemedy(message);
            nominated = "";
          }
          case Remedy.Wait(String message) -> told = told.withRemedy(message);
          case Remedy.Preempt preempt -> {
            nominated = preempt.node();
            view.nominate(pod.pod(), nominated);
            Instant now = surroundings.clock().instant();
            background.execute(() -> profile.preemption().carryOut(pod.pod(), preempt, now));
          }
        }
      }
    }
    // Where there are no nodes at all, a new one is all that helps: what NodeName waits for.
    Set<String> plugins = told.allNodes() == 0 ? Set.of("NodeName") : told.plugins();
    queue.putBack(queued, plugins);
    report(profile, pod.pod(), FailureReport.UNSCHEDULABLE, told.message(), nominated);
  }

  /// A plugin refused it once its node was chosen.
  void refused(ServedProfile profile, QueuedPod queued, String node, Verdict.Rejected verdict) {
    Set<String> plugins = Set.of(verdict.plugin());
    var diagnosis = new Diagnosis(1, "", Map.of(node, verdict), "", plugins, "");
    queue.putBack(queued, plugins);
    report(profile, queued.pod().pod(), FailureReport.UNSCHEDULABLE, diagnosis.message(), "");
  }

  /// The attempt itself failed.
  void broken(ServedProfile profile, QueuedPod queued, String message) {
    queue.putBack(queued, Set.of());
    report(profile, queued.pod().pod(), FailureReport.ERROR, message, "");
  }

  private void report(
      ServedProfile profile, Pod pod, String reason, String message, String nominated) {
    Pod current = view.pods().get(pod.key()).filter(p -> p.uid().equals(pod.uid())).orElse(pod);
    if (current.spec().nodeName().isEmpty()) {
      Instant now = surroundings.clock().instant();
      profile.failures().report(current, reason, message, nominated, now);
    }
  }
}
