package k4j.store.disk;

import java.util.List;

/// Takes what recovery finds, in order: the entries of a snapshot, where that ends, then the log.
public interface Replay {

  void entry(StoredEntry entry);

  /// All entries came; the state is that of `revision`.
  void loaded(long revision);

  /// The records of consecutive revisions, beginning right after the last.
  void records(List<LogRecord> records);
}
