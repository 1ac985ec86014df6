package k4j.apiserver.flowcontrol;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import k4j.apiserver.flowcontrol.FlowControl.Place;
import k4j.apiserver.metrics.Histogram;
import k4j.apiserver.metrics.MetricSource;
import k4j.apiserver.metrics.MetricText;

/// What flow control counts: who was let in and who was turned away, and how the seats are shared.
final class FlowMetrics implements MetricSource {

  private static final String PREFIX = "apiserver_flowcontrol_";

  private static final double[] SECONDS = {
    0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30
  };
  private static final double[] SEATS = {1, 2, 4, 8, 16, 32, 64, 100};
  private static final double[] LENGTHS = {0, 10, 25, 50, 100, 250, 500, 1000};
  private static final double[] WATCHES = {0, 1, 10, 100, 1000, 10_000};
  private static final String[] LABELS = {"flow_schema", "priority_level"};

  private final FlowControl control;
  private final Map<Kind, Flow> flows = new ConcurrentHashMap<>();
  private final Map<Rejection, LongAdder> rejected = new ConcurrentHashMap<>();

  private record Kind(String schema, String level) {
    String[] labels() {
      return new String[] {LABELS[0], schema, LABELS[1], level};
    }

    String[] labels(String name, String value) {
      return new String[] {LABELS[0], schema, LABELS[1], level, name, value};
    }
  }

  private record Rejection(Kind kind, String reason) {}

  FlowMetrics(FlowControl control) {
    this.control = control;
  }

  /// The requests of one schema on one level.
  static final class Flow {
    private final LongAdder dispatched = new LongAdder();
    private final LongAdder executing = new LongAdder();
    private final LongAdder seats = new LongAdder();
    private final LongAdder waiting = new LongAdder();
    private final LongAdder waitingSeats = new LongAdder();
    private final Histogram execution = new Histogram(SECONDS);
    private final Histogram watchExecution = new Histogram(SECONDS);
    private final Histogram waits = new Histogram(SECONDS);
    private final Histogram vainWaits = new Histogram(SECONDS);
    private final Histogram widths = new Histogram(SEATS);
    private final Histogram queueLengths = new Histogram(LENGTHS);
    private final Histogram watchCounts = new Histogram(WATCHES);

    /// @param watches that hear of the request; -1 where it writes nothing
    void estimated(int width, int watches) {
      widths.observe(width);
      if (watches >= 0) {
        watchCounts.observe(watches);
      }
    }

    void queued(int width, int before) {
      waiting.increment();
      waitingSeats.add(width);
      queueLengths.observe(before);
    }

    void unqueued(int width) {
      waiting.decrement();
      waitingSeats.add(-width);
    }

    /// @param seated whether it will be executed
    void waited(double seconds, boolean seated) {
      (seated ? waits : vainWaits).observe(seconds);
    }

    void begin(int width) {
      dispatched.increment();
      executing.increment();
      seats.add(width);
    }

    void end(int width, double seconds, boolean watch) {
      executing.decrement();
      seats.add(-width);
      (watch ? watchExecution : execution).observe(seconds);
    }
  }

  Flow flow(Place place) {
    return flows.computeIfAbsent(kind(place), _ -> new Flow());
  }

  private static Kind kind(Place place) {
    return new Kind(place.schema().name(), place.level().spec().name());
  }

  void rejected(Place place, String reason) {
    rejected.computeIfAbsent(new Rejection(kind(place), reason), _ -> new LongAdder()).increment();
  }

  @Override
  public void write(MetricText out) {
    sums(
        out,
        "counter",
        "dispatched_requests_total",
        "[BETA] Number of requests executed by API Priority and Fairness subsystem",
        flow -> flow.dispatched);
    out.family(
        PREFIX + "rejected_requests_total",
        "counter",
        "[BETA] Number of requests rejected by API Priority and Fairness subsystem");
    rejected.forEach(
        (one, count) -> out.sample(count.sum(), one.kind().labels("reason", one.reason())));
    sums(
        out,
        "gauge",
        "current_executing_requests",
        "[BETA] Number of requests in initial (for a WATCH) or any (for a non-WATCH) execution"
            + " stage in the API Priority and Fairness subsystem",
        flow -> flow.executing);
    sums(
        out,
        "gauge",
        "current_executing_seats",
        "[BETA] Concurrency (number of seats) occupied by the currently executing (initial stage"
            + " for a WATCH, any stage otherwise) requests in the API Priority and Fairness"
            + " subsystem",
        flow -> flow.seats);
    sums(
        out,
        "gauge",
        "current_inqueue_requests",
        "[BETA] Number of requests currently pending in queues of the API Priority and Fairness"
            + " subsystem",
        flow -> flow.waiting);
    sums(
        out,
        "gauge",
        "current_inqueue_seats",
        "[ALPHA] Number of seats currently pending in queues of the API Priority and Fairness"
            + " subsystem",
        flow -> flow.waitingSeats);
    histograms(out);
    levels(out);
  }

  private void sums(
      MetricText out, String type, String name, String help, Function<Flow, LongAdder> value) {
    out.family(PREFIX + name, type, help);
    flows.forEach((kind, flow) -> out.sample(value.apply(flow).sum(), kind.labels()));
  }

  private void histograms(MetricText out) {
    out.family(
        PREFIX + "request_execution_seconds",
        "histogram",
        "[ALPHA] Duration of initial stage (for a WATCH) or any (for a non-WATCH) stage of request"
            + " execution in the API Priority and Fairness subsystem");
    flows.forEach((kind, flow) -> {
      out.histogram(flow.execution, kind.labels("type", "regular"));
      out.histogram(flow.watchExecution, kind.labels("type", "watch"));
    });
    out.family(
        PREFIX + "request_wait_duration_seconds",
        "histogram",
        "[BETA] Length of time a request spent waiting in its queue");
    flows.forEach((kind, flow) -> {
      out.histogram(flow.waits, execute(kind, true));
      out.histogram(flow.vainWaits, execute(kind, false));
    });
    each(
        out,
        "request_queue_length_after_enqueue",
        "[ALPHA] Length of queue in the API Priority and Fairness subsystem, as seen by each"
            + " request after it is enqueued",
        flow -> flow.queueLengths);
    each(
        out,
        "work_estimated_seats",
        "[ALPHA] Number of estimated seats (maximum of initial and final seats) associated with"
            + " requests in API Priority and Fairness",
        flow -> flow.widths);
    each(
        out,
        "watch_count_samples",
        "[ALPHA] count of watchers for mutating requests in API Priority and Fairness",
        flow -> flow.watchCounts);
  }

  private static String[] execute(Kind kind, boolean seated) {
    return new String[] {
      "execute", Boolean.toString(seated), LABELS[0], kind.schema(), LABELS[1], kind.level()
    };
  }

  private void each(MetricText out, String name, String help, Function<Flow, Histogram> value) {
    out.family(PREFIX + name, "histogram", help);
    flows.forEach((kind, flow) -> out.histogram(value.apply(flow), kind.labels()));
  }

  private void levels(MetricText out) {
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
        "demand_seats_high_watermark",
        "[ALPHA] High watermark, over last adjustment period, of demand_seats",
        PriorityLevel::peak);
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
