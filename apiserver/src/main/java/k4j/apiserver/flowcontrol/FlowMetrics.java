package k4j.apiserver.flowcontrol;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import k4j.apiserver.flowcontrol.FlowControl.Place;
import k4j.apiserver.metrics.MetricSource;
import k4j.apiserver.metrics.MetricText;

/// What flow control counts: who was let in and who was turned away, and how the seats are shared.
final class FlowMetrics implements MetricSource {

  private static final String PREFIX = "apiserver_flowcontrol_";

  private final FlowControl control;
  private final Map<Kind, LongAdder> dispatched = new ConcurrentHashMap<>();
  private final Map<Kind, LongAdder> rejected = new ConcurrentHashMap<>();

  private record Kind(String schema, String level, String reason) {}

  FlowMetrics(FlowControl control) {
    this.control = control;
  }

  void dispatched(Place place) {
    count(dispatched, place, "");
  }

  void rejected(Place place, String reason) {
    count(rejected, place, reason);
  }

  private static void count(Map<Kind, LongAdder> counts, Place place, String reason) {
    var kind = new Kind(place.schema().name(), place.level().spec().name(), reason);
    counts.computeIfAbsent(kind, _ -> new LongAdder()).increment();
  }

  @Override
  public void write(MetricText out) {
    out.family(
        PREFIX + "dispatched_requests_total",
        "counter",
        "[BETA] Number of requests executed by API Priority and Fairness subsystem");
    dispatched.forEach((kind, count) ->
        out.sample(count.sum(), "flow_schema", kind.schema(), "priority_level", kind.level()));
    out.family(
        PREFIX + "rejected_requests_total",
        "counter",
        "[BETA] Number of requests rejected by API Priority and Fairness subsystem");
    rejected.forEach((kind, count) ->
        out.sample(
            count.sum(),
            "flow_schema",
            kind.schema(),
            "priority_level",
            kind.level(),
            "reason",
            kind.reason()));
    levels(
        out,
        "nominal_limit_seats",
        "[BETA] Nominal number of execution seats configured for each priority level",
        level -> level.bounds().nominal());
    levels(
        out,
        "lower_limit_seats",
        "[ALPHA] Configured lower bound on number of execution seats available to each priority"
            + " level",
        level -> level.bounds().least());
    levels(
        out,
        "upper_limit_seats",
        "[ALPHA] Configured upper bound on number of execution seats available to each priority"
            + " level",
        level -> level.bounds().most());
    levels(
        out,
        "current_limit_seats",
        "[ALPHA] current derived number of execution seats available to each priority level",
        PriorityLevel::limit);
    levels(
        out,
        "current_executing_seats",
        "[BETA] Concurrency (number of seats) occupied by the currently executing (initial stage"
            + " for a WATCH, any stage otherwise) requests in the API Priority and Fairness"
            + " subsystem",
        PriorityLevel::takenSeats);
    levels(
        out,
        "current_inqueue_requests",
        "[BETA] Number of requests currently pending in queues of the API Priority and Fairness"
            + " subsystem",
        PriorityLevel::waitingRequests);
  }

  private void levels(
      MetricText out, String name, String help, ToDoubleFunction<PriorityLevel> value) {
    out.family(PREFIX + name, "gauge", help);
    List<PriorityLevel> levels =
        control.levels().values().stream()
            .sorted(Comparator.comparing(level -> level.spec().name()))
            .toList();
    for (PriorityLevel level : levels) {
      out.sample(value.applyAsDouble(level), "priority_level", level.spec().name());
    }
  }
}
