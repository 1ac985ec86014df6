package k4j.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.event.EventRecorder;
import k4j.client.event.EventSource;
import k4j.client.event.Note;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;
import k4j.scheduler.cycle.Placement;
import k4j.scheduler.cycle.SchedulingCycle;
import k4j.scheduler.framework.BindPlugin;
import k4j.scheduler.framework.Diagnosis;
import k4j.scheduler.framework.PostFilterPlugin;
import k4j.scheduler.framework.Remedy;
import k4j.scheduler.queue.QueuedPod;
import k4j.scheduler.queue.SchedulingQueue;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one pod at a time from the queue, decides its node, and binds it while the next is already
/// being decided.
public final class Scheduler implements AutoCloseable {

  /// The user that it acts as.
  public static final String USER = "system:kube-scheduler";

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
  private static final int BINDINGS = 256;

  private final Surroundings surroundings;
  private final Informers informers;
  private final SchedulingQueue queue;
  private final ClusterView view;
  private final SchedulingCycle cycle;
  private final List<PostFilterPlugin> postFilters;
  private final List<BindPlugin> binders;
  private final EventRecorder recorder;
  private final FailureReport failures;
  private final Preemption preemption;
  private final ExecutorService bindings =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("bind-", 0).factory());
  private final Semaphore room = new Semaphore(BINDINGS);
  private @Nullable Thread loop;
  private int next;

  public Scheduler(Client client, Surroundings surroundings) {
    this.surroundings = surroundings;
    informers = new Informers(client, surroundings);
    Plugins plugins = Plugins.standard(client, informers.of(Kinds.POD_DISRUPTION_BUDGETS)::list);
    queue =
        new SchedulingQueue(
            surroundings.clock(), surroundings.timer(), plugins.sort(), new PluginJudge(plugins));
    view = new ClusterView(informers, queue);
    cycle = new SchedulingCycle(plugins.profile());
    postFilters = plugins.profile().postFilters();
    binders = plugins.binders();
    recorder = new EventRecorder(client, surroundings, EventSource.of(ClusterView.SCHEDULER_NAME));
    failures = new FailureReport(client, recorder);
    preemption = new Preemption(client, recorder);
  }

  public void start() {
    informers.start();
    loop = Thread.ofVirtual().name("scheduler").start(this::run);
  }

  private void run() {
    if (!view.informers().stream().allMatch(Informer::awaitSync)) {
      return;
    }
    for (Optional<QueuedPod> pod = queue.take(); pod.isPresent(); pod = queue.take()) {
      schedule(pod.get());
    }
  }

  private void schedule(QueuedPod queued) {
    Pod pod = queued.pod().pod();
    if (pod.isDeleting()) {
      recorder.record(
          Note.of(pod, Note.WARNING, "FailedScheduling", "skip schedule deleting pod: " + pod.key())
              .withAction("Scheduling"));
      queue.remove(pod.key());
      return;
    }
    try {
      Snapshot snapshot = view.cache().snapshot();
      switch (cycle.decide(
          queued.pod(), snapshot, next, view.nominations(), surroundings.random())) {
        case Placement.Placed(String node, int after) -> {
          next = after;
          place(queued, node);
        }
        case Placement.Unplaced(Diagnosis diagnosis) -> fail(queued, snapshot, diagnosis);
      }
    } catch (StatusException e) {
      broken(queued, e.status().message());
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("pod", pod.key()).setCause(e).log("scheduling broke");
      broken(queued, e.toString());
    }
  }

  private void fail(QueuedPod queued, Snapshot snapshot, Diagnosis diagnosis) {
    Diagnosis told = diagnosis;
    PodInfo pod = queued.pod();
    String nominated = pod.pod().status().nominatedNodeName();
    if (diagnosis.allNodes() > 0) {
      for (PostFilterPlugin plugin : postFilters) {
        switch (plugin.remedy(pod, snapshot, diagnosis)) {
          case Remedy.None(String message) -> {
            told = told.withRemedy(message);
            nominated = "";
          }
          case Remedy.Wait(String message) -> told = told.withRemedy(message);
          case Remedy.Preempt preempt -> {
            nominated = preempt.node();
            view.nominate(pod.pod(), nominated);
            Instant now = surroundings.clock().instant();
            bindings.execute(() -> preemption.carryOut(pod.pod(), preempt, now));
          }
        }
      }
    }
    // Where there are no nodes at all, a new one is all that helps: what NodeName waits for.
    Set<String> plugins = told.allNodes() == 0 ? Set.of("NodeName") : told.plugins();
    queue.putBack(queued, plugins);
    report(pod.pod(), FailureReport.UNSCHEDULABLE, told.message(), nominated);
  }

  private void broken(QueuedPod queued, String message) {
    queue.putBack(queued, Set.of());
    report(queued.pod().pod(), FailureReport.ERROR, message, "");
  }

  private void report(Pod pod, String reason, String message, String nominated) {
    Pod current = view.pods().get(pod.key()).filter(p -> p.uid().equals(pod.uid())).orElse(pod);
    if (current.spec().nodeName().isEmpty()) {
      failures.report(current, reason, message, nominated, surroundings.clock().instant());
    }
  }

  private void place(QueuedPod queued, String node) {
    Pod pod = queued.pod().pod();
    Pod placed = pod.withSpec(pod.spec().withNodeName(node));
    view.cache().assume(placed);
    try {
      room.acquire();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      view.cache().forget(placed);
      return;
    }
    bindings.execute(() -> {
      try {
        bind(queued, placed, node);
      } finally {
        room.release();
      }
    });
  }

  private void bind(QueuedPod queued, Pod placed, String node) {
    Pod pod = queued.pod().pod();
    try {
      binders.forEach(plugin -> plugin.reserve(pod, node));
      binders.forEach(plugin -> plugin.preBind(pod, node));
      boolean bound = binders.stream().anyMatch(plugin -> plugin.bind(pod, node));
      if (!bound) {
        throw new IllegalStateException("no plugin binds");
      }
    } catch (StatusException e) {
      unbind(queued, placed, node);
      if (!e.isNotFound()) {
        broken(queued, "binding rejected: " + e.status().message());
      }
      return;
    }
    queue.remove(pod.key());
    binders.forEach(plugin -> plugin.postBind(pod, node));
    recorder.record(
        Note.of(
                pod,
                Note.NORMAL,
                "Scheduled",
                "Successfully assigned %s to %s".formatted(pod.key(), node))
            .withAction("Binding"));
  }

  private void unbind(QueuedPod queued, Pod placed, String node) {
    binders.reversed().forEach(plugin -> plugin.unreserve(queued.pod().pod(), node));
    view.cache().forget(placed);
  }

  @Override
  public void close() {
    queue.close();
    Thread running = loop;
    if (running != null) {
      running.interrupt();
      try {
        running.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    bindings.close();
    recorder.close();
    informers.close();
  }
}
