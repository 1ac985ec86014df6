package k4j.apiserver.metrics;

/// Something that has metrics. They are put into words only when somebody asks.
@FunctionalInterface
public interface MetricSource {

  void write(MetricText out);
}
