package k4j.apiserver.flowcontrol;

import java.util.ArrayDeque;

/// How long clients of one level are asked to stay away: longer while many are turned away, as TCP
/// backs off (apiserver, `dropped_requests_tracker.go`).
final class RetryAfter {

  private static final long LONGEST = 32;

  private final ArrayDeque<long[]> history = new ArrayDeque<>();
  private long second;
  private long dropped;
  private long changed;
  private volatile long seconds = 1;

  /// Counts a request that is turned away now; tells the seconds to say.
  synchronized long dropped(long now) {
    if (now == second) {
      dropped++;
      return seconds;
    }
    history.addLast(new long[] {second, dropped});
    long horizon = Math.min(2 * seconds, LONGEST);
    while (!history.isEmpty() && second - history.getFirst()[0] > horizon) {
      history.removeFirst();
    }
    second = now;
    dropped = 1;
    adjust(now);
    return seconds;
  }

  private void adjust(long now) {
    long last = seconds;
    long recent = 0;
    for (long[] entry : history) {
      if (now - entry[0] <= last) {
        recent += entry[1];
      }
    }
    if (now - changed >= last && recent >= 3 * last) {
      seconds = Math.min(2 * last, LONGEST);
      changed = now;
    } else if (recent < last && last > 1) {
      seconds = last - 1;
    }
  }
}
