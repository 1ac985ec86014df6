package k4j.apiserver.flowcontrol;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.flowcontrol.PriorityLevel.Shape;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.request.RequestInfo;

/// The schemas and levels that are in force, taken anew whenever their objects have changed.
final class FlowControl {

  private static final Duration BORROWING_PERIOD = Duration.ofSeconds(10);

  private final Reader reader;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final int serverSeats;
  private final DanglingConditions conditions;
  private final Borrowing borrowing = new Borrowing();
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicBoolean adjusting = new AtomicBoolean();
  private volatile Instant adjusted;
  private volatile State state;

  /// @param version of the objects that it was made of
  private record State(long version, List<FlowSchema> schemas, Map<String, PriorityLevel> levels) {}

  /// Where a request belongs.
  record Place(FlowSchema schema, PriorityLevel level) {}

  /// @param serverSeats how many requests may run at once (`--max-requests-inflight` and
  ///   `--max-mutating-requests-inflight` together)
  FlowControl(
      Reader reader,
      InstantSource clock,
      ScheduledExecutorService timer,
      int serverSeats,
      DanglingConditions conditions) {
    this.reader = reader;
    this.clock = clock;
    this.timer = timer;
    this.serverSeats = serverSeats;
    this.conditions = conditions;
    adjusted = clock.instant();
    state = read(new State(Long.MIN_VALUE, List.of(), Map.of()));
  }

  /// The first schema that matches; somebody whom nobody mentions is caught by the last.
  Place place(User user, RequestInfo info) {
    State now = current();
    for (FlowSchema schema : now.schemas()) {
      if (schema.matches(user, info)) {
        return place(now, schema);
      }
    }
    return now.schemas().stream()
        .filter(schema -> schema.name().equals(FlowPlan.CATCH_ALL))
        .map(schema -> place(now, schema))
        .findFirst()
        .orElseThrow();
  }

  private static Place place(State state, FlowSchema schema) {
    PriorityLevel level = state.levels().get(schema.level());
    if (level == null) {
      throw new IllegalStateException("no level " + schema.level());
    }
    return new Place(schema, level);
  }

  private State current() {
    State now = state;
    if (now.version() == version() || !reading.tryLock()) {
      return now; // while one request reads, the others go by what was
    }
    try {
      state = read(state);
      return state;
    } finally {
      reading.unlock();
    }
  }

  private long version() {
    return reader.version(Resources.FLOW_SCHEMAS) + reader.version(Resources.PRIORITY_LEVELS);
  }

  private State read(State before) {
    long version = version();
    List<JsonObject> schemas = reader.list(Resources.FLOW_SCHEMAS, "");
    FlowPlan plan = FlowPlan.of(schemas, reader.list(Resources.PRIORITY_LEVELS, ""));
    long shares = plan.shares();
    var levels = new HashMap<String, PriorityLevel>();
    plan.levels()
        .forEach((name, spec) -> {
          Shape shape = Shape.of(spec, spec.bounds(serverSeats, shares));
          PriorityLevel known = before.levels().get(name);
          if (known == null) {
            known = new PriorityLevel(shape, timer);
          } else {
            known.reshape(shape);
          }
          levels.put(name, known);
        });
    conditions.check(schemas, plan.levels().keySet());
    return new State(version, plan.schemas(), Map.copyOf(levels));
  }

  /// Somebody waits: perhaps another level has seats that it does not need.
  void contended() {
    if (!adjusting.compareAndSet(false, true)) {
      return;
    }
    Duration since = Duration.between(adjusted, clock.instant());
    Duration left = BORROWING_PERIOD.minus(since);
    long delay = Math.max(0, left.toMillis());
    var _ = timer.schedule(this::adjust, delay, TimeUnit.MILLISECONDS);
  }

  private void adjust() {
    adjusting.set(false);
    Instant now = clock.instant();
    long periods = Duration.between(adjusted, now).dividedBy(BORROWING_PERIOD);
    adjusted = now;
    var levels = state.levels().values();
    borrowing.adjust(levels, periods);
    if (levels.stream().anyMatch(level -> level.waitingRequests() > 0)) {
      contended();
    }
  }

  Map<String, PriorityLevel> levels() {
    return current().levels();
  }
}
