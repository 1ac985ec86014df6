package k4j.apiserver.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The values of a family's labels, as the key of a map.
final class Labels {

  private final String[] values;

  Labels(String... values) {
    this.values = values;
  }

  /// Names and values in turn, as `MetricText` wants them.
  String[] named(String[] names, String... more) {
    String[] all = new String[2 * names.length + more.length];
    for (int i = 0; i < names.length; i++) {
      all[2 * i] = names[i];
      all[2 * i + 1] = values[i];
    }
    System.arraycopy(more, 0, all, 2 * names.length, more.length);
    return all;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Labels labels && Arrays.equals(values, labels.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
