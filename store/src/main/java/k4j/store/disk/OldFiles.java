package k4j.store.disk;

import java.io.IOException;
import java.util.List;

/// Files that are not needed any more because a snapshot stands for them.
public final class OldFiles {

  private OldFiles() {}

  /// Deletes all but the last two snapshots and the log since the older of them, so that a damaged
  /// snapshot can still be made good for.
  public static void delete(Disk disk) throws IOException {
    StoreFiles files = StoreFiles.of(disk.list());
    List<Long> snapshots = files.snapshots();
    if (snapshots.size() < 2) {
      return;
    }
    for (long revision : snapshots.subList(0, snapshots.size() - 2)) {
      disk.delete(StoreFiles.snapshot(revision));
    }
    List<Long> needed = files.segmentsAfter(snapshots.get(snapshots.size() - 2));
    for (long first : files.segments()) {
      if (!needed.contains(first)) {
        disk.delete(StoreFiles.segment(first));
      }
    }
  }
}
