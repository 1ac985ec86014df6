package k4j.scheduler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import k4j.api.core.v1.Pod;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.event.Note;
import k4j.client.informer.Informers;
import k4j.scheduler.binding.BindingCycle;
import k4j.scheduler.binding.PermitRoom;
import k4j.scheduler.config.InvalidConfig;
import k4j.scheduler.config.ProfileBuilder;
import k4j.scheduler.config.ProfileConfig;
import k4j.scheduler.config.SchedulerConfig;
import k4j.scheduler.cycle.Placement;
import k4j.scheduler.cycle.Profile;
import k4j.scheduler.framework.Diagnosis;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PluginFactory;
import k4j.scheduler.framework.QueueSortPlugin;
import k4j.scheduler.framework.Verdict;
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
  private static final String DIFFERENT_SORTS =
      "initializing profiles: different queue sort plugins for profile \"%s\": \"%s\","
          + " first: \"%s\"";

  private final Surroundings surroundings;
  private final Informers informers;
  private final SchedulingQueue queue;
  private final ClusterView view;
  private final Map<String, ServedProfile> profiles = new LinkedHashMap<>();
  private final PermitRoom permits;
  private final Unplaced unplaced;
  private final ExecutorService bindings =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("bind-", 0).factory());

  /// Pods that wait for permission hold no place: they may have to wait for one another.
  private final Semaphore room = new Semaphore(BINDINGS);

  private @Nullable Thread loop;
  private int next;

  /// With what kube-scheduler does when nothing is configured.
  public Scheduler(Client client, Surroundings surroundings) {
    this(client, surroundings, SchedulerConfig.standard());
  }

  /// @throws InvalidConfig where the configuration names plugins that are not there
  public Scheduler(Client client, Surroundings surroundings, SchedulerConfig config) {
    this.surroundings = surroundings;
    informers = new Informers(client, surroundings);
    permits = new PermitRoom(surroundings.timer());
    var handle = new PluginFactory.Handle(client, informers, surroundings, permits);
    Map<String, PluginFactory> factories = Plugins.all(informers);
    for (ProfileConfig profile : config.profiles()) {
      Profile built = ProfileBuilder.build(profile, config.percentage(), factories, handle);
      profiles.put(built.schedulerName(), ServedProfile.of(built, client, surroundings));
    }
    List<Profile> built = profiles.values().stream().map(ServedProfile::profile).toList();
    queue = new SchedulingQueue(surroundings, sort(built), new PluginJudge(built), config);
    view = new ClusterView(informers, queue, profiles.keySet());
    unplaced = new Unplaced(surroundings, queue, view, bindings);
  }

  private static QueueSortPlugin sort(List<Profile> profiles) {
    QueueSortPlugin first = profiles.getFirst().sort();
    for (Profile profile : profiles) {
      if (!profile.sort().name().equals(first.name())) {
        throw new InvalidConfig(
            DIFFERENT_SORTS.formatted(
                profile.schedulerName(), profile.sort().name(), first.name()));
      }
    }
    return first;
  }

  public void start() {
    informers.start();
    loop = Thread.ofVirtual().name("scheduler").start(this::run);
  }

  private void run() {
    if (!view.awaitSync()) {
      return;
    }
    for (Optional<QueuedPod> pod = queue.take(); pod.isPresent(); pod = queue.take()) {
      ServedProfile profile = profiles.get(pod.get().pod().pod().spec().schedulerName());
      if (profile != null) {
        schedule(profile, pod.get());
      }
    }
  }

  private void schedule(ServedProfile profile, QueuedPod queued) {
    Pod pod = queued.pod().pod();
    if (pod.isDeleting()) {
      profile
          .recorder()
          .record(
              Note.of(
                      pod,
                      Note.WARNING,
                      "FailedScheduling",
                      "skip schedule deleting pod: " + pod.key())
                  .withAction("Scheduling"));
      queue.remove(pod.key());
      return;
    }
    try {
      Snapshot snapshot = view.cache().snapshot();
      var nominations = view.nominations();
      switch (profile
          .cycle()
          .decide(queued.pod(), snapshot, next, nominations, surroundings.random())) {
        case Placement.Placed(String node, int after) -> {
          next = after;
          place(profile, queued, node);
        }
        case Placement.Unplaced(Diagnosis diagnosis, var trial) ->
            unplaced.handle(profile, queued, snapshot, diagnosis, trial);
      }
    } catch (StatusException e) {
      unplaced.broken(profile, queued, e.status().message());
    } catch (Plugin.Failure e) {
      unplaced.broken(profile, queued, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("pod", pod.key()).setCause(e).log("scheduling broke");
      unplaced.broken(profile, queued, e.toString());
    }
  }

  private void place(ServedProfile profile, QueuedPod queued, String node) {
    Pod pod = queued.pod().pod();
    Pod placed = pod.withSpec(pod.spec().withNodeName(node));
    PodInfo info = PodInfo.of(placed);
    view.cache().assume(info);
    view.settled(pod);
    var binding = new BindingCycle(profile.profile(), permits, info, node);
    try {
      if (binding.prepare() instanceof Verdict.Rejected rejected) {
        undo(binding, placed);
        unplaced.refused(profile, queued, node, rejected);
        return;
      }
      if (!binding.waits()) {
        room.acquire();
      }
    } catch (Plugin.Failure e) {
      undo(binding, placed);
      unplaced.broken(profile, queued, String.valueOf(e.getMessage()));
      return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      undo(binding, placed);
      return;
    }
    bindings.execute(() -> {
      try {
        bind(profile, queued, placed, binding);
      } finally {
        if (!binding.waits()) {
          room.release();
        }
      }
    });
  }

  private void bind(ServedProfile profile, QueuedPod queued, Pod placed, BindingCycle binding) {
    Pod pod = queued.pod().pod();
    String node = placed.spec().nodeName();
    try {
      if (binding.bind() instanceof Verdict.Rejected rejected) {
        undo(binding, placed);
        unplaced.refused(profile, queued, node, rejected);
        queue.freed(placed);
        return;
      }
    } catch (Plugin.Failure e) {
      undo(binding, placed);
      if (!(e.getCause() instanceof StatusException status && status.isNotFound())) {
        unplaced.broken(profile, queued, String.valueOf(e.getMessage()));
      }
      queue.freed(placed);
      return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      undo(binding, placed);
      return;
    }
    queue.remove(pod.key());
    binding.bound();
    profile
        .recorder()
        .record(
            Note.of(
                    pod,
                    Note.NORMAL,
                    "Scheduled",
                    "Successfully assigned %s to %s".formatted(pod.key(), node))
                .withAction("Binding"));
  }

  private void undo(BindingCycle binding, Pod placed) {
    binding.undo();
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
    permits.close();
    bindings.close();
    profiles.values().forEach(profile -> profile.recorder().close());
    informers.close();
  }
}
