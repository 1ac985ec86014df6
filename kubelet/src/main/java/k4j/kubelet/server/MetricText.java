package k4j.kubelet.server;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Metrics in the text format of Prometheus: samples of one name stand together, whatever the order
/// in which they came.
final class MetricText {

  private static final double NANOS = 1e9;

  private final Map<String, StringBuilder> families = new LinkedHashMap<>();

  MetricText declare(String name, String type, String help) {
    families.put(
        name,
        new StringBuilder("# HELP %1$s %3$s\n# TYPE %1$s %2$s\n".formatted(name, type, help)));
    return this;
  }

  void sample(String name, Map<String, String> labels, long value, Instant at) {
    append(name, labels, Long.toString(value), at);
  }

  void sample(String name, Map<String, String> labels, double value, Instant at) {
    append(name, labels, number(value), at);
  }

  private void append(String name, Map<String, String> labels, String value, Instant at) {
    StringBuilder out = families.getOrDefault(name, new StringBuilder());
    out.append(name);
    if (!labels.isEmpty()) {
      char begin = '{';
      for (Map.Entry<String, String> label : labels.entrySet()) {
        out.append(begin).append(label.getKey()).append("=\"").append(escaped(label.getValue()));
        out.append('"');
        begin = ',';
      }
      out.append('}');
    }
    out.append(' ').append(value).append(' ').append(at.toEpochMilli()).append('\n');
  }

  static double seconds(long nanos) {
    return nanos / NANOS;
  }

  static double seconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / NANOS;
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  String text() {
    return String.join("", families.values());
  }
}
