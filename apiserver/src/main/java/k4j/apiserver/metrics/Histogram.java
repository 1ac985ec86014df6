package k4j.apiserver.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// Counts values by how large they are. Threads that count do not wait for each other.
public final class Histogram {

  private final double[] bounds;
  private final LongAdder[] counts;
  private final DoubleAdder sum = new DoubleAdder();

  /// @param bounds the largest value of each bucket but the last, ascending
  public Histogram(double... bounds) {
    this.bounds = bounds.clone();
    counts = new LongAdder[bounds.length + 1];
    Arrays.setAll(counts, _ -> new LongAdder());
  }

  public void observe(double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(value);
  }

  /// @param counts of each bucket alone, one more than there are bounds
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Snapshot(double[] bounds, long[] counts, double sum) {}

  Snapshot snapshot() {
    return new Snapshot(
        bounds, Arrays.stream(counts).mapToLong(LongAdder::sum).toArray(), sum.sum());
  }
}
