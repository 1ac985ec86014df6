package k4j.apiserver.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A family of histograms, one for each combination of its labels' values.
public final class Histograms implements MetricSource {

  private final String name;
  private final String help;
  private final double[] bounds;
  private final String[] labels;
  private final Map<Labels, Histogram> histograms = new ConcurrentHashMap<>();

  /// @param help in Kubernetes' words, stability first
  /// @param bounds the largest value of each bucket but the last, ascending
  /// @param labels in the order of their names; a family without any shows 0 from the start
  public Histograms(String name, String help, double[] bounds, String... labels) {
    this.name = name;
    this.help = help;
    this.bounds = bounds.clone();
    this.labels = labels.clone();
    if (labels.length == 0) {
      of();
    }
  }

  /// @param count how many there are
  public static double[] doubling(double first, int count) {
    return exponential(first, 2, count);
  }

  public static double[] exponential(double first, double factor, int count) {
    double[] bounds = new double[count];
    double bound = first;
    for (int i = 0; i < count; i++) {
      bounds[i] = bound;
      bound *= factor;
    }
    return bounds;
  }

  /// The one with these labels, for who observes often.
  public Histogram of(String... values) {
    return histograms.computeIfAbsent(new Labels(values), _ -> new Histogram(bounds));
  }

  public void observe(double value, String... values) {
    of(values).observe(value);
  }

  @Override
  public void write(MetricText out) {
    out.family(name, "histogram", help);
    histograms.forEach((values, one) -> out.histogram(one, values.named(labels)));
  }
}
