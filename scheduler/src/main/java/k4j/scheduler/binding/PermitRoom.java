package k4j.scheduler.binding;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import k4j.api.meta.GoDuration;
import k4j.scheduler.framework.PermitPlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.PodInfo;

/// The pods that have a node and wait until each plugin that asked for time allows them.
/// (scheduler: runtime/waiting_pods_map.go.)
public final class PermitRoom implements PermitPlugin.WaitingPods, AutoCloseable {

  private static final Duration MOST = Duration.ofMinutes(15);

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer;

  public PermitRoom(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  @Override
  public List<PermitPlugin.WaitingPod> list() {
    return List.copyOf(entries.values());
  }

  @Override
  public Optional<PermitPlugin.WaitingPod> find(String uid) {
    return Optional.ofNullable(entries.get(uid));
  }

  /// @param patience how long each plugin lets it wait
  /// @return completes with what was said
  Future<Verdict> enter(PodInfo pod, String node, Map<String, Duration> patience) {
    var entry = new Entry(pod, node, patience);
    String uid = pod.pod().uid();
    entries.put(uid, entry);
    var _ = entry.answer.whenComplete((_, _) -> entries.remove(uid, entry));
    patience.forEach(
        (plugin, time) -> entry.expire(plugin, time.compareTo(MOST) > 0 ? MOST : time));
    return entry.answer;
  }

  /// Whoever waits is refused: the scheduler ends.
  @Override
  public void close() {
    list().forEach(pod -> pod.reject("", "the scheduler ends"));
  }

  private final class Entry implements PermitPlugin.WaitingPod {

    private final PodInfo pod;
    private final String node;
    private final Map<String, Duration> pending;
    private final CompletableFuture<Verdict> answer = new CompletableFuture<>();

    Entry(PodInfo pod, String node, Map<String, Duration> patience) {
      this.pod = pod;
      this.node = node;
      pending = new HashMap<>(patience);
    }

    @Override
    public PodInfo pod() {
      return pod;
    }

    @Override
    public String node() {
      return node;
    }

    @Override
    public synchronized Set<String> pending() {
      return Set.copyOf(pending.keySet());
    }

    private void expire(String plugin, Duration time) {
      String message =
          "rejected due to timeout after waiting %s at plugin %s"
              .formatted(GoDuration.format(time), plugin);
      try {
        Future<?> alarm =
            timer.schedule(() -> reject(plugin, message), time.toNanos(), TimeUnit.NANOSECONDS);
        var _ = answer.whenComplete((_, _) -> alarm.cancel(false));
      } catch (RejectedExecutionException _) {
        reject(plugin, message); // the timer ends with the process
      }
    }

    @Override
    public void allow(String plugin) {
      boolean done;
      synchronized (this) {
        pending.remove(plugin);
        done = pending.isEmpty();
      }
      if (done) {
        answer.complete(Verdict.FITS);
      }
    }

    @Override
    public void reject(String plugin, String message) {
      answer.complete(new Verdict.Rejected(plugin, true, List.of(message)));
    }
  }
}
