package k4j.controllers.podautoscaler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What was recommended and done for one target lately.
record ScaleHistory(List<Recommendation> recommendations, List<Change> ups, List<Change> downs) {

  static final ScaleHistory NONE = new ScaleHistory(List.of(), List.of(), List.of());

  record Recommendation(int replicas, Instant at) {}

  /// @param by how many replicas, be it more or less
  record Change(int by, Instant at) {}

  ScaleHistory {
    recommendations = List.copyOf(recommendations);
    ups = List.copyOf(ups);
    downs = List.copyOf(downs);
  }

  /// What there is when a target is first seen was right until now.
  ScaleHistory begun(int replicas, Instant now) {
    return recommendations.isEmpty()
        ? new ScaleHistory(List.of(new Recommendation(replicas, now)), ups, downs)
        : this;
  }

  /// With one more recommendation, those before the cutoff forgotten.
  ScaleHistory recommended(int replicas, Instant now, Instant cutoff) {
    var kept = new ArrayList<Recommendation>();
    recommendations.stream().filter(r -> !r.at().isBefore(cutoff)).forEach(kept::add);
    kept.add(new Recommendation(replicas, now));
    return new ScaleHistory(kept, ups, downs);
  }

  /// With one more change, those longer ago than the rules look back forgotten.
  ScaleHistory scaled(int from, int to, Duration memory, Instant now) {
    return to > from
        ? new ScaleHistory(recommendations, added(ups, to - from, memory, now), downs)
        : new ScaleHistory(recommendations, ups, added(downs, from - to, memory, now));
  }

  private static List<Change> added(List<Change> changes, int by, Duration memory, Instant now) {
    var kept = new ArrayList<Change>();
    changes.stream().filter(c -> !c.at().isBefore(now.minus(memory))).forEach(kept::add);
    kept.add(new Change(by, now));
    return kept;
  }

  /// How many replicas the target had so long ago, as far as is known.
  int replicasBefore(int current, Duration period, Instant now) {
    return current - sum(ups, now.minus(period)) + sum(downs, now.minus(period));
  }

  private static int sum(List<Change> changes, Instant cutoff) {
    return changes.stream().filter(c -> c.at().isAfter(cutoff)).mapToInt(Change::by).sum();
  }
}
