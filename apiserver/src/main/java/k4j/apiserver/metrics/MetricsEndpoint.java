package k4j.apiserver.metrics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;

/// Answers `/metrics` and `/metrics/slis`.
public final class MetricsEndpoint implements Endpoint {

  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Map<String, List<MetricSource>> sources;

  /// @param all what `/metrics` shows
  /// @param indicators what `/metrics/slis` shows
  public MetricsEndpoint(List<MetricSource> all, List<MetricSource> indicators) {
    sources = Map.of("/metrics", List.copyOf(all), "/metrics/slis", List.copyOf(indicators));
  }

  @Override
  public Optional<Answer> answer(Call call) {
    List<MetricSource> asked = sources.get(call.info().path());
    if (asked == null) {
      return Optional.empty();
    }
    var out = new MetricText();
    asked.forEach(source -> source.write(out));
    return Optional.of(new Answer.Raw(200, TYPE, out.toBytes()));
  }
}
