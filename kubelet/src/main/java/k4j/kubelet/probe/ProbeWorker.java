package k4j.kubelet.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.Bell;
import k4j.kubelet.pod.PodEvents;

/// Asks one probe of one container, period by period, on a thread of its own.
final class ProbeWorker implements Runnable {

  private static final int TRIES = 3;

  private final ProbeKind kind;
  private final JsonObject probe;
  private final JsonObject container;
  private final Supplier<JsonObject> pod;
  private final Supplier<Optional<ProbedContainer>> current;
  private final Prober prober;

  private final Bell bell;
  private volatile boolean stopped;
  private String containerId = "";
  private boolean onHold;
  private boolean lastSuccess;
  private int inARow;

  /// @param current the newest container of the name, if there is one
  ProbeWorker(
      ProbeKind kind,
      JsonObject container,
      Supplier<JsonObject> pod,
      Supplier<Optional<ProbedContainer>> current,
      Prober prober) {
    this.kind = kind;
    this.probe = container.object(kind.field());
    this.container = container;
    this.pod = pod;
    this.current = current;
    this.prober = prober;
    this.bell = new Bell(prober.surroundings().timer());
  }

  /// Asks now instead of at the end of the period.
  void nudge() {
    bell.ring();
  }

  void stop() {
    stopped = true;
    bell.ring();
  }

  @Override
  public void run() {
    Duration period = Duration.ofSeconds(Math.max(1, probe.integer("periodSeconds", 10)));
    try {
      while (!stopped) {
        bell.sleep(step().orElse(period));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (!containerId.isEmpty()) {
      prober.results().remove(kind, containerId);
    }
  }

  /// One look; the answer is when to look again, where that is sooner than a period.
  private Optional<Duration> step() {
    Optional<ProbedContainer> found = current.get();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ProbedContainer now = found.get();
    if (!now.id().equals(containerId)) {
      begin(now);
    }
    if (!now.running()) {
      set(false);
      return Optional.empty();
    }
    if (onHold) {
      return Optional.empty();
    }
    Duration delay = Duration.ofSeconds(probe.integer("initialDelaySeconds"));
    Instant due = now.startedAt().plus(delay);
    Instant clock = prober.surroundings().clock().instant();
    if (clock.isBefore(due)) {
      return Optional.of(Duration.between(clock, due).plusMillis(1));
    }
    boolean started =
        !container.has(ProbeKind.STARTUP.field())
            || prober.results().get(ProbeKind.STARTUP, now.id()).orElse(false);
    if ((kind == ProbeKind.STARTUP) == started && container.has(ProbeKind.STARTUP.field())) {
      return Optional.empty();
    }
    judge(attempt(now));
    return Optional.empty();
  }

  private void begin(ProbedContainer now) {
    if (!containerId.isEmpty()) {
      prober.results().remove(kind, containerId);
    }
    containerId = now.id();
    onHold = false;
    inARow = 0;
    switch (kind) {
      case LIVENESS -> set(true);
      case READINESS -> set(now.wasReady());
      case STARTUP -> {
        if (now.wasReady()) {
          set(true);
        }
      }
    }
  }

  private ProbeOutcome attempt(ProbedContainer now) {
    ProbeOutcome outcome = new ProbeOutcome.Success();
    for (int i = 0; i < TRIES && !stopped; i++) {
      outcome = prober.runner().run(probe, container, now.id(), now.podIp());
      if (!(outcome instanceof ProbeOutcome.Problem)) {
        return outcome;
      }
    }
    return outcome;
  }

  private void judge(ProbeOutcome outcome) {
    if (stopped) {
      return;
    }
    PodEvents events = prober.events();
    String word = kind.word();
    boolean success =
        switch (outcome) {
          case ProbeOutcome.Success _ -> true;
          case ProbeOutcome.Warning(String output) -> {
            String message = word + " probe warning: " + output;
            events.warning(pod.get(), container, "ProbeWarning", message);
            yield true;
          }
          case ProbeOutcome.Failure(String output) -> {
            String message = word + " probe failed: " + output;
            events.warning(pod.get(), container, "Unhealthy", message);
            yield false;
          }
          case ProbeOutcome.Problem(String error) -> {
            String message = word + " probe errored and resulted in unknown state: " + error;
            events.warning(pod.get(), container, "Unhealthy", message);
            yield lastSuccess;
          }
        };
    if (outcome instanceof ProbeOutcome.Problem) {
      return;
    }
    inARow = success == lastSuccess && inARow > 0 ? inARow + 1 : 1;
    lastSuccess = success;
    long threshold =
        success ? probe.integer("successThreshold", 1) : probe.integer("failureThreshold", 3);
    if (inARow < threshold) {
      return;
    }
    set(success);
    boolean decided = kind == ProbeKind.STARTUP || (kind == ProbeKind.LIVENESS && !success);
    if (decided) {
      onHold = true;
      inARow = 0;
    }
  }

  private void set(boolean success) {
    if (prober.results().set(kind, containerId, success)) {
      prober.changed(pod.get(), kind);
    }
  }
}
