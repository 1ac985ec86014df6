package k4j.apiserver.flowcontrol;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import k4j.apiserver.flowcontrol.FlowControl.Place;
import k4j.apiserver.flowcontrol.FlowMetrics.Flow;
import k4j.apiserver.flowcontrol.PriorityLevel.Outcome;
import k4j.apiserver.flowcontrol.WorkEstimator.Work;
import k4j.apiserver.metrics.MetricSource;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.registry.ResourceTable;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Filter;
import k4j.apiserver.request.Handler;
import k4j.apiserver.request.RequestInfo;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Store;

/// Gives each request the seats that its priority level has for it, after a wait where it must be.
/// Requests that last as long as the client likes take none, but a watch does until it has begun.
public final class FlowControlFilter implements Filter {

  private static final byte[] TOO_MANY =
      "Too many requests, please try again later.\n".getBytes(StandardCharsets.UTF_8);

  private final FlowControl control;
  private final FlowMetrics metrics;
  private final WorkEstimator estimator;
  private final Watchers watchers = new Watchers();
  private final InstantSource clock;
  private final ScheduledExecutorService timer;

  public FlowControlFilter(
      Reader reader,
      ResourceTable resources,
      Store<StoredObject> store,
      InstantSource clock,
      DanglingConditions conditions,
      Seats seats) {
    this.clock = clock;
    timer = seats.timer();
    control = new FlowControl(reader, clock, timer, seats.all(), conditions);
    metrics = new FlowMetrics(control);
    estimator = new WorkEstimator(resources, store, watchers);
  }

  /// @param all how many requests may run at once
  /// @param timer ends the wait of those that wait too long
  public record Seats(int all, ScheduledExecutorService timer) {}

  @Override
  public Answer apply(Call call, Handler next) {
    RequestInfo info = call.info();
    boolean watch = info.verb().equals("watch");
    if (info.longRunning() && !watch) {
      return next.handle(call);
    }
    Place place = control.place(call.user(), info);
    PriorityLevel level = place.level();
    call.trail().header("X-Kubernetes-PF-FlowSchema-UID", place.schema().uid());
    call.trail().header("X-Kubernetes-PF-PriorityLevel-UID", level.spec().uid());
    Flow flow = metrics.flow(place);
    Answer answer =
        level.spec().exempt() ? exempt(flow, level, call, next) : limited(flow, place, call, next);
    return watch ? watchers.count(info, answer) : answer;
  }

  /// What it counts.
  public MetricSource metrics() {
    return metrics;
  }

  private Answer exempt(Flow flow, PriorityLevel level, Call call, Handler next) {
    level.enter(1);
    try {
      return counted(flow, 1, call, next);
    } finally {
      level.leave(1);
    }
  }

  private Answer counted(Flow flow, int width, Call call, Handler next) {
    Instant begun = clock.instant();
    flow.begin(width);
    try {
      return next.handle(call);
    } finally {
      boolean watch = call.info().verb().equals("watch");
      flow.end(width, seconds(begun, clock.instant()), watch);
    }
  }

  private Answer limited(Flow flow, Place place, Call call, Handler next) {
    PriorityLevel level = place.level();
    Work work = estimator.estimate(call, level.widest());
    int width = work.widest();
    flow.estimated(width, work.watches());
    return switch (seat(flow, place, call, width)) {
      case Outcome.Seated seated -> {
        try {
          yield counted(flow, width, call, next);
        } finally {
          leave(level, seated, work);
        }
      }
      case Outcome.Rejected(String reason) -> {
        metrics.rejected(place, reason);
        yield tooMany(level);
      }
    };
  }

  private Outcome seat(Flow flow, Place place, Call call, int width) {
    PriorityLevel level = place.level();
    long hash = place.schema().flowHash(call.user(), call.info());
    if (level.hasRoom(width)) {
      Outcome outcome = level.seat(hash, width);
      flow.waited(0, outcome instanceof Outcome.Seated);
      return outcome;
    }
    control.contended();
    Instant begun = clock.instant();
    flow.queued(width, level.waitingRequests() + 1);
    try {
      Outcome outcome = level.seat(hash, width);
      flow.waited(seconds(begun, clock.instant()), outcome instanceof Outcome.Seated);
      return outcome;
    } finally {
      flow.unqueued(width);
    }
  }

  private static double seconds(Instant begun, Instant end) {
    return Duration.between(begun, end).toNanos() / 1e9;
  }

  private void leave(PriorityLevel level, Outcome.Seated seated, Work work) {
    if (work.finalSeats() == 0) {
      level.release(seated);
    } else {
      var _ =
          timer.schedule(() -> level.release(seated), work.finalMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Answer tooMany(PriorityLevel level) {
    long seconds = level.retryAfter().dropped(clock.instant().getEpochSecond());
    return new Answer.Raw(
        429,
        "text/plain; charset=utf-8",
        TOO_MANY,
        Map.of("Retry-After", Long.toString(seconds), "X-Content-Type-Options", "nosniff"));
  }
}
