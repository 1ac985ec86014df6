package k4j.apiserver.strategy.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// How many indexes a text such as `0-2,5` names, or why it is none.
record Indexes(long total, String problem) {

  static Indexes parse(String text, long completions) {
    if (text.isEmpty()) {
      return new Indexes(0, "");
    }
    long last = -1;
    long total = 0;
    for (String interval : text.split(",", -1)) {
      String[] ends = interval.split("-", -1);
      if (ends.length > 2) {
        return new Indexes(
            0,
            "the fragment \"%s\" violates the requirement that an index interval can have at most"
                    .formatted(interval)
                + " two parts separated by '-'");
      }
      for (String end : ends) {
        if (!end.matches("[+-]?\\d{1,18}")) {
          return new Indexes(0, "cannot convert string to integer for index: \"" + end + "\"");
        }
        if (Long.parseLong(end) >= completions) {
          return new Indexes(0, "too large index: \"" + end + "\"");
        }
      }
      long from = Long.parseLong(ends[0]);
      long to = Long.parseLong(ends[ends.length - 1]);
      if (ends.length == 2 && from >= to) {
        return new Indexes(0, order(from, to));
      }
      if (last >= from && total > 0) {
        return new Indexes(0, order(last, from));
      }
      total += to - from + 1;
      last = to;
    }
    return new Indexes(total, "");
  }

  private static String order(long previous, long current) {
    return "non-increasing order, previous: %d, current: %d".formatted(previous, current);
  }

  private record Interval(long from, long to) {}

  /// Those parts of the text that can be read.
  private static List<Interval> intervals(String text, long completions) {
    List<Interval> found = new ArrayList<>();
    for (String interval : text.split(",", -1)) {
      if (!text.isEmpty() && parse(interval, completions).problem().isEmpty()) {
        String[] ends = interval.split("-", -1);
        found.add(new Interval(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1])));
      }
    }
    return found;
  }

  /// The first index that is in both.
  static OptionalLong overlap(String text, String other, long completions) {
    List<Interval> theirs = intervals(other, completions);
    return intervals(text, completions).stream()
        .flatMap(one ->
            theirs.stream()
                .filter(two -> one.from() <= two.to() && two.from() <= one.to())
                .map(two -> Math.max(one.from(), two.from())))
        .mapToLong(Long::longValue)
        .findFirst();
  }
}
