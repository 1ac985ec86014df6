package k4j.apiserver.service;

import java.util.HashMap;
import java.util.Map;

/// Numbers of a range that are taken, each by one owner. Thread-safe; a number is taken before its
/// owner is stored and given back if that fails, so no two stored owners share one.
final class Allocation {

  private final long first;
  private final long last;
  private final Map<Long, String> owners = new HashMap<>();

  Allocation(long first, long last) {
    this.first = first;
    this.last = last;
  }

  boolean holds(long number) {
    return number >= first && number <= last;
  }

  /// False where another owner has it.
  synchronized boolean take(long number, String owner) {
    String present = owners.putIfAbsent(number, owner);
    return present == null || present.equals(owner);
  }

  /// A free number, looked for from a starting point on; -1 where there is none. The first numbers
  /// are for those who ask for one by name, and given out only when the rest is used up.
  ///
  /// @param start any number that is not negative
  long takeAny(long start, String owner) {
    return takeAny(first, last, start, owner);
  }

  /// As above, of a part.
  synchronized long takeAny(long from, long to, long start, String owner) {
    long low = Math.min(from + reserve(from, to), to);
    long found = scan(low, to, start, owner);
    return found >= 0 ? found : scan(from, low - 1, start, owner);
  }

  private long scan(long from, long to, long start, String owner) {
    long size = to - from + 1;
    for (long i = 0; i < size; i++) {
      long number = from + (start + i) % size;
      if (owners.putIfAbsent(number, owner) == null) {
        return number;
      }
    }
    return -1;
  }

  synchronized void release(long number, String owner) {
    owners.remove(number, owner);
  }

  /// How many are kept for those who ask by name (kubernetes, KEP-3070): a sixteenth of the range,
  /// between 16 and 256.
  private static long reserve(long from, long to) {
    long size = to - from + 1;
    return size < 16 ? 0 : Math.min(Math.max(16, size / 16), 256);
  }
}
