package k4j.apiserver.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// A family of counters, one for each combination of its labels' values.
public final class Counters implements MetricSource {

  private final String name;
  private final String help;
  private final String[] labels;
  private final Map<Labels, LongAdder> counts = new ConcurrentHashMap<>();

  /// @param help in Kubernetes' words, stability first
  /// @param labels in the order of their names; a family without any shows 0 from the start
  public Counters(String name, String help, String... labels) {
    this.name = name;
    this.help = help;
    this.labels = labels.clone();
    if (labels.length == 0) {
      add(0);
    }
  }

  /// @param values of the labels, in their order
  public void count(String... values) {
    add(1, values);
  }

  public void add(long more, String... values) {
    counts.computeIfAbsent(new Labels(values), _ -> new LongAdder()).add(more);
  }

  @Override
  public void write(MetricText out) {
    out.family(name, "counter", help);
    counts.forEach((values, count) -> out.sample(count.sum(), values.named(labels)));
  }
}
