package k4j.kubelet.worker;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.cri.CriException;
import k4j.kubelet.image.CriErrors;
import k4j.kubelet.pod.Bell;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.RuntimePod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after one pod from its first sight until nothing of it is left, on a thread of its own.
final class PodWorker implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(10);
  private static final Duration AT_ONCE = Duration.ZERO;

  /// Where a pod is in its life on the node.
  enum Life {
    SYNC,
    TERMINATING,
    TERMINATED,
    GONE
  }

  private final PodWorkers workers;
  private final Bell bell;
  private final PodSync.Memory memory = new PodSync.Memory();
  private final AtomicBoolean killed = new AtomicBoolean();
  private volatile JsonObject pod;
  private volatile boolean removed;
  private volatile boolean closed;
  private volatile Life life;
  private long killingGrace = Long.MAX_VALUE;
  private boolean finished;

  PodWorker(PodWorkers workers, JsonObject pod, Life life) {
    this.workers = workers;
    this.bell = new Bell(workers.surroundings().timer());
    this.pod = pod;
    this.life = life;
    finished = life == Life.TERMINATED;
  }

  JsonObject pod() {
    return pod;
  }

  /// The pod with what it was given.
  private JsonObject given() {
    return workers.allocations().apply(pod);
  }

  Life life() {
    return life;
  }

  /// A newer state of the pod's object.
  void update(JsonObject newer) {
    pod = newer;
    endIfAsked(newer);
    bell.ring();
  }

  private void endIfAsked(JsonObject newer) {
    if (PodSpecs.isDeleting(newer)) {
      memory.ending.complete(null);
    }
  }

  /// The object is gone from the API.
  void removed(JsonObject last) {
    pod = last;
    removed = true;
    memory.ending.complete(null);
    bell.ring();
  }

  void wake() {
    bell.ring();
  }

  /// Ends the thread and leaves the pod running.
  void close() {
    closed = true;
    bell.ring();
  }

  @Override
  public void run() {
    try {
      while (life != Life.GONE && !closed) {
        Duration next = guarded();
        if (life != Life.GONE && !closed && next.isPositive()) {
          bell.sleep(next);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (life == Life.GONE) {
      workers.gone(PodName.of(pod).uid());
    }
  }

  private Duration guarded() {
    try {
      return step();
    } catch (CriException e) {
      String message = "error determining status: " + CriErrors.text(e);
      workers.events().warning(pod, "FailedSync", message);
      warn(e);
    } catch (StatusException | UncheckedIOException e) {
      warn(e);
    }
    return AFTER_ERROR;
  }

  private void warn(RuntimeException e) {
    LOG.atWarn()
        .addKeyValue("pod", PodName.of(pod))
        .setCause(e)
        .log("pod sync failed, will try again");
  }

  private Duration step() {
    return switch (life) {
      case SYNC -> sync();
      case TERMINATING -> terminate();
      case TERMINATED -> finish();
      case GONE -> LONG;
    };
  }

  private Duration sync() {
    if (removed || PodSpecs.isDeleting(pod) || PodSpecs.isTerminalPhase(PodSpecs.phase(pod))) {
      life = Life.TERMINATING;
      return AT_ONCE;
    }
    PodSync.Outcome outcome = workers.sync().sync(given(), memory);
    if (outcome.resized()) {
      workers.retryResizes();
    }
    if (outcome.ended()) {
      life = Life.TERMINATING;
      return AT_ONCE;
    }
    return outcome.retry();
  }

  private Duration terminate() {
    String uid = PodName.of(pod).uid();
    RuntimePod state = workers.reader().read(uid);
    workers.statuses().refresh(given(), state, memory.waiting, PodStatuses.Stage.LIVE);
    workers.prober().stopLiveness(uid);
    workers.prober().sync(pod, state, workers.sync().ips(pod, state));
    if (killed.getAndSet(false)) {
      if (state.running().isEmpty()) {
        workers.statuses().refresh(given(), state, memory.waiting, PodStatuses.Stage.STOPPED);
        life = Life.TERMINATED;
        workers.retryResizes();
        return AT_ONCE;
      }
      killingGrace = Long.MAX_VALUE;
    }
    long grace = PodSpecs.gracePeriodSeconds(pod);
    if (grace < killingGrace) {
      killingGrace = grace;
      Thread.ofVirtual().name("kubelet-kill-" + uid).start(() -> kill(state, grace));
    }
    return LONG;
  }

  private void kill(RuntimePod state, long grace) {
    try {
      workers.killer().killPod(pod, state, grace);
    } finally {
      killed.set(true);
      bell.ring();
    }
  }

  private Duration finish() {
    String uid = PodName.of(pod).uid();
    if (!finished) {
      RuntimePod state = workers.reader().read(uid);
      workers.prober().remove(uid);
      workers.remains().releaseVolumes(uid);
      workers.statuses().refresh(given(), state, memory.waiting, PodStatuses.Stage.FINISHED);
      finished = true;
    }
    if (removed) {
      workers.remains().remove(PodName.of(pod));
      life = Life.GONE;
      return LONG;
    }
    workers.statuses().reconcile(uid);
    return LONG;
  }
}
