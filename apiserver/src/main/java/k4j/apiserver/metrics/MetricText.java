package k4j.apiserver.metrics;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/// Metrics as Prometheus reads them (text format 0.0.4), in the order of their names. Belongs to
/// one thread.
public final class MetricText {

  private final TreeMap<String, StringBuilder> families = new TreeMap<>();
  private StringBuilder out = new StringBuilder();
  private String family = "";

  /// Begins a family, or goes on with it; its samples follow.
  ///
  /// @param type `counter`, `gauge` or `histogram`
  /// @param help in Kubernetes' words, stability first
  public MetricText family(String name, String type, String help) {
    family = name;
    StringBuilder known = families.get(name);
    if (known != null) {
      out = known;
      return this;
    }
    out = new StringBuilder();
    families.put(name, out);
    out.append("# HELP ").append(name).append(' ').append(help.replace("\n", "\\n")).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /// One sample of the family.
  ///
  /// @param labels names and values in turn
  public MetricText sample(double value, String... labels) {
    return line(family, value, labels);
  }

  /// One sample that is a whole number.
  public MetricText sample(long value, String... labels) {
    return sample((double) value, labels);
  }

  private MetricText line(String name, double value, String... labels) {
    out.append(name);
    labels(labels);
    out.append(' ').append(GoNumber.text(value)).append('\n');
    return this;
  }

  private void labels(String... labels) {
    for (int i = 0; i < labels.length; i += 2) {
      out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      out.append(labels[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
      out.append('"');
    }
    if (labels.length > 0) {
      out.append('}');
    }
  }

  /// All samples of one histogram of the family.
  public MetricText histogram(Histogram histogram, String... labels) {
    String[] more = new String[labels.length + 2];
    System.arraycopy(labels, 0, more, 0, labels.length);
    more[labels.length] = "le";
    Histogram.Snapshot now = histogram.snapshot();
    long below = 0;
    for (int i = 0; i < now.counts().length; i++) {
      below += now.counts()[i];
      more[labels.length + 1] = i < now.bounds().length ? GoNumber.text(now.bounds()[i]) : "+Inf";
      line(family + "_bucket", (double) below, more);
    }
    line(family + "_sum", now.sum(), labels);
    return line(family + "_count", (double) below, labels);
  }

  byte[] toBytes() {
    var all = new StringBuilder(64 * 1024);
    families.values().forEach(all::append);
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }
}
