package k4j.controllers.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// A set of completion indexes as a status shows it: `1,3-5,7`.
record Indexes(List<Range> ranges) {

  static final Indexes NONE = new Indexes(List.of());

  /// @param last included
  record Range(int first, int last) {
    int size() {
      return last - first + 1;
    }
  }

  Indexes {
    ranges = List.copyOf(ranges);
  }

  static Indexes of(Collection<Integer> indexes) {
    return merge(new TreeSet<>(indexes).stream().map(i -> new Range(i, i)).toList());
  }

  /// What is not to be understood or not below the number of completions is left out.
  static Indexes parse(String text, int completions) {
    var ranges = new ArrayList<Range>();
    for (String part : text.split(",", -1)) {
      String[] ends = part.split("-", -1);
      try {
        int first = Integer.parseInt(ends[0]);
        int last = ends.length > 1 ? Integer.parseInt(ends[1]) : first;
        if (first < completions) {
          ranges.add(new Range(first, Math.min(last, completions - 1)));
        }
      } catch (NumberFormatException _) {
        // left out
      }
    }
    return merge(ranges);
  }

  Indexes with(Collection<Integer> indexes) {
    return with(of(indexes));
  }

  Indexes with(Indexes other) {
    var all = new ArrayList<>(ranges);
    all.addAll(other.ranges);
    return merge(all);
  }

  private static Indexes merge(List<Range> ranges) {
    var merged = new ArrayList<Range>();
    var sorted = new ArrayList<>(ranges);
    sorted.sort((a, b) -> Integer.compare(a.first(), b.first()));
    for (Range range : sorted) {
      Range last = merged.isEmpty() ? null : merged.getLast();
      if (last == null || range.first() > last.last() + 1) {
        merged.add(range);
      } else if (range.last() > last.last()) {
        merged.set(merged.size() - 1, new Range(last.first(), range.last()));
      }
    }
    return new Indexes(merged);
  }

  int total() {
    return ranges.stream().mapToInt(Range::size).sum();
  }

  boolean has(int index) {
    return ranges.stream().anyMatch(r -> r.first() <= index && index <= r.last());
  }

  /// How many indexes both have.
  int common(Indexes other) {
    int common = 0;
    for (Range a : ranges) {
      for (Range b : other.ranges) {
        common += Math.max(0, Math.min(a.last(), b.last()) - Math.max(a.first(), b.first()) + 1);
      }
    }
    return common;
  }

  /// The lowest that are not in the set.
  List<Integer> missing(int count, int completions) {
    var missing = new ArrayList<Integer>();
    int candidate = 0;
    for (Range range : ranges) {
      while (candidate < Math.min(range.first(), completions) && missing.size() < count) {
        missing.add(candidate++);
      }
      candidate = Math.max(candidate, range.last() + 1);
    }
    while (candidate < completions && missing.size() < count) {
      missing.add(candidate++);
    }
    return missing;
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (Range range : ranges) {
      text.append(text.isEmpty() ? "" : ",").append(range.first());
      if (range.last() > range.first()) {
        text.append(range.last() == range.first() + 1 ? ',' : '-').append(range.last());
      }
    }
    return text.toString();
  }
}
