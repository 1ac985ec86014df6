package k4j.store.disk;

import java.util.ArrayList;
import java.util.List;

/// The store's files in a directory, oldest first.
///
/// @param snapshots revisions of complete snapshots
/// @param segments first revisions of the parts of the log
/// @param unfinished names of files that never came to be
record StoreFiles(List<Long> snapshots, List<Long> segments, List<String> unfinished) {

  private static final String SNAPSHOT = "snapshot-";
  private static final String SEGMENT = "log-";
  private static final String UNFINISHED = ".tmp";

  static StoreFiles of(List<String> names) {
    List<Long> snapshots = new ArrayList<>();
    List<Long> segments = new ArrayList<>();
    List<String> unfinished = new ArrayList<>();
    for (String name : names) {
      if (name.endsWith(UNFINISHED)) {
        unfinished.add(name);
      } else if (name.startsWith(SNAPSHOT)) {
        snapshots.add(Long.valueOf(name.substring(SNAPSHOT.length())));
      } else if (name.startsWith(SEGMENT)) {
        segments.add(Long.valueOf(name.substring(SEGMENT.length())));
      }
    }
    return new StoreFiles(
        snapshots.stream().sorted().toList(), segments.stream().sorted().toList(), unfinished);
  }

  static String snapshot(long revision) {
    return SNAPSHOT + padded(revision);
  }

  static String segment(long firstRevision) {
    return SEGMENT + padded(firstRevision);
  }

  /// So that names sort as revisions do. Not by a format, which costs time when the store opens.
  private static String padded(long revision) {
    String digits = String.valueOf(revision);
    return "0".repeat(19 - digits.length()) + digits;
  }

  static String unfinished(String name) {
    return name + UNFINISHED;
  }

  /// The segments that hold anything after `revision`.
  List<Long> segmentsAfter(long revision) {
    int needed = segments.size();
    while (needed > 0 && (needed == segments.size() || segments.get(needed) > revision + 1)) {
      needed--;
    }
    return segments.subList(needed, segments.size());
  }
}
