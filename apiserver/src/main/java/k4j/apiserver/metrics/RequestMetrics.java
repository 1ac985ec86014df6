package k4j.apiserver.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import k4j.api.meta.StatusException;
import k4j.apiserver.enablement.Deprecations;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Filter;
import k4j.apiserver.request.Handler;
import k4j.apiserver.request.RequestInfo;

/// Counts requests that have passed the other filters, by what they ask and how they end
/// (`apiserver_request_total` and its kin).
public final class RequestMetrics implements Filter, MetricSource {

  private static final double[] SECONDS = {
    0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
    60
  };

  private static final String LOOPBACK = "system:apiserver";

  private static final double[] INDICATOR_SECONDS = Arrays.copyOfRange(SECONDS, 2, SECONDS.length);

  private final InstantSource clock;
  private final Predicate<RequestInfo> known;
  private final Map<Ended, LongAdder> totals = new ConcurrentHashMap<>();
  private final Map<RequestLabels, Histogram> durations = new ConcurrentHashMap<>();
  private final Map<RequestLabels, Histogram> indicators = new ConcurrentHashMap<>();
  private final Map<Superseded, Boolean> deprecated = new ConcurrentHashMap<>();
  private final Histograms validations =
      new Histograms(
          "field_validation_request_duration_seconds",
          "[ALPHA] Response latency distribution in seconds for each field validation value",
          INDICATOR_SECONDS,
          "field_validation");
  private final Counters self =
      new Counters(
          "apiserver_selfrequest_total",
          "[ALPHA] Counter of apiserver self-requests broken out for each verb, API resource and"
              + " subresource.",
          "group",
          "resource",
          "subresource",
          "verb");
  private final Map<RequestLabels, WatchCount> watches = new ConcurrentHashMap<>();
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicInteger writing = new AtomicInteger();

  private record Ended(RequestLabels labels, int code) {}

  private record Superseded(String group, String version, String resource, String removed) {}

  /// @param known whether anything is served there: names that clients make up are not counted
  public RequestMetrics(InstantSource clock, Predicate<RequestInfo> known) {
    this.clock = clock;
    this.known = known;
  }

  @Override
  public Answer apply(Call call, Handler next) {
    boolean streams = call.info().longRunning();
    AtomicInteger running = RequestLabels.reads(call) ? reading : writing;
    if (!streams) {
      running.incrementAndGet();
    }
    Instant begun = clock.instant();
    int code = 500;
    try {
      Answer answer = next.handle(call);
      code = code(answer);
      return answer instanceof Answer.Events events ? watched(call, events) : answer;
    } catch (StatusException failed) {
      code = failed.code();
      throw failed;
    } finally {
      if (!streams) {
        running.decrementAndGet();
      }
      count(call, begun, code);
    }
  }

  private static int code(Answer answer) {
    return switch (answer) {
      case Answer.One one -> one.code();
      case Answer.Raw raw -> raw.code();
      case Answer.Many _, Answer.Events _ -> 200;
      case Answer.Connect _ -> 101;
    };
  }

  private void count(Call call, Instant begun, int code) {
    if (!known.test(call.info())) {
      return;
    }
    RequestLabels labels = RequestLabels.of(call);
    totals.computeIfAbsent(new Ended(labels, code), _ -> new LongAdder()).increment();
    if (!call.info().longRunning()) {
      double seconds = Duration.between(begun, clock.instant()).toNanos() / 1e9;
      durations.computeIfAbsent(labels, _ -> new Histogram(SECONDS)).observe(seconds);
      indicators
          .computeIfAbsent(labels.withoutDryRun(), _ -> new Histogram(INDICATOR_SECONDS))
          .observe(seconds);
      switch (labels.verb()) {
        case "POST", "PUT", "PATCH", "APPLY" ->
            validations.observe(seconds, call.query().first("fieldValidation"));
        default -> {}
      }
    }
    if (call.user().name().equals(LOOPBACK)) {
      self.count(labels.group(), labels.resource(), labels.subresource(), labels.verb());
    }
    if (call.info().isResource()) {
      deprecated(call.info());
    }
  }

  /// Notes that somebody still asks for what will go.
  private void deprecated(RequestInfo info) {
    String version = info.group().isEmpty() ? "" : info.group() + "/";
    Deprecations.removal(version + info.version(), info.resource())
        .map(removed -> new Superseded(info.group(), info.version(), info.resource(), removed))
        .ifPresent(api -> deprecated.put(api, true));
  }

  private Answer watched(Call call, Answer.Events events) {
    WatchCount count =
        watches.computeIfAbsent(RequestLabels.of(call).withoutDryRun(), _ -> new WatchCount());
    return new Answer.Events(events.resource(), count.of(events.source()));
  }

  @Override
  public void write(MetricText out) {
    out.family(
        "apiserver_request_total",
        "counter",
        "[STABLE] Counter of apiserver requests broken out for each verb, dry run value, group,"
            + " version, resource, scope, component, and HTTP response code.");
    totals.forEach((ended, count) ->
        out.sample(count.sum(), ended.labels().with("code", Integer.toString(ended.code()))));
    out.family(
        "apiserver_request_duration_seconds",
        "histogram",
        "[STABLE] Response latency distribution in seconds for each verb, dry run value, group,"
            + " version, resource, subresource, scope and component.");
    durations.forEach((labels, histogram) -> out.histogram(histogram, labels.with()));
    out.family(
            "apiserver_current_inflight_requests",
            "gauge",
            "[STABLE] Maximal number of currently used inflight request limit of this apiserver per"
                + " request kind in last second.")
        .sample(writing.get(), "request_kind", "mutating")
        .sample(reading.get(), "request_kind", "readOnly");
    out.family(
        "apiserver_longrunning_requests",
        "gauge",
        "[STABLE] Gauge of all active long-running apiserver requests broken out by verb, group,"
            + " version, resource, scope and component. Not all requests are tracked this way.");
    watches.forEach((labels, count) -> out.sample(count.running(), labels.text()));
    out.family(
        "apiserver_watch_events_total",
        "counter",
        "[ALPHA] Number of events sent in watch clients");
    var events = new HashMap<Labels, Long>();
    watches.forEach((labels, count) ->
        events.merge(
            new Labels(labels.group(), labels.resource(), labels.version()),
            count.events(),
            Long::sum));
    events.forEach((labels, count) ->
        out.sample(count, labels.named(new String[] {"group", "resource", "version"})));
    indicators(out);
  }

  private void indicators(MetricText out) {
    out.family(
        "apiserver_request_sli_duration_seconds",
        "histogram",
        "[ALPHA] Response latency distribution (not counting webhook duration and priority &"
            + " fairness queue wait times) in seconds for each verb, group, version, resource,"
            + " subresource, scope and component.");
    indicators.forEach((labels, histogram) -> out.histogram(histogram, labels.text()));
    out.family(
        "apiserver_requested_deprecated_apis",
        "gauge",
        "[STABLE] Gauge of deprecated APIs that have been requested, broken out by API group,"
            + " version, resource, subresource, and removed_release.");
    deprecated.forEach((api, _) ->
        out.sample(
            1,
            "group",
            api.group(),
            "removed_release",
            api.removed(),
            "resource",
            api.resource(),
            "subresource",
            "",
            "version",
            api.version()));
    validations.write(out);
    self.write(out);
  }
}
