package k4j.store.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.store.disk.Frame.Kind;
import k4j.store.disk.FrameReader.Found;
import k4j.store.disk.Salvage.Damage;
import k4j.store.disk.Salvage.Keep;
import org.jspecify.annotations.Nullable;

/// What can be read of a damaged store.
final class Remains {

  private final Disk disk;
  private final Keep keep;
  private final TreeMap<String, StoredEntry> entries = new TreeMap<>();
  private final List<Damage> damages = new ArrayList<>();

  /// Sound parts of snapshots that are damaged elsewhere, by their revision.
  private final TreeMap<Long, List<StoredEntry>> parts = new TreeMap<>();

  private long revision = Recovery.FIRST;
  private long highest = Recovery.FIRST;

  Remains(Disk disk, Keep keep) {
    this.disk = disk;
    this.keep = keep;
  }

  Map<String, StoredEntry> entries() {
    return entries;
  }

  List<Damage> damages() {
    return damages;
  }

  /// The revision of the last record that was kept.
  long revision() {
    return revision;
  }

  /// The highest revision seen anywhere.
  long highest() {
    return highest;
  }

  void read(StoreFiles files) throws IOException {
    for (long snapshot : files.snapshots().reversed()) {
      if (snapshot(snapshot)) {
        revision = snapshot;
        break;
      }
    }
    boolean whole = true;
    for (long first : files.segmentsAfter(revision)) {
      whole = segment(first, first == files.segments().getLast(), whole);
    }
    merge(Long.MAX_VALUE);
  }

  /// Takes a snapshot that is whole, or remembers what there is of it.
  private boolean snapshot(long snapshot) throws IOException {
    highest = Math.max(highest, snapshot);
    Map<String, StoredEntry> found = new TreeMap<>();
    try {
      SnapshotFile.read(disk, snapshot, entry -> found.put(entry.key(), entry));
      entries.putAll(found);
      return true;
    } catch (CorruptStoreException _) {
      List<StoredEntry> part = new ArrayList<>();
      String name = StoreFiles.snapshot(snapshot);
      try (DiskFile file = disk.open(name)) {
        FrameReader reader = new FrameReader(disk.describe(name), file);
        for (long position = 0; position < file.size(); ) {
          if (reader.read(position) instanceof Found.Sound(Frame frame)) {
            if (frame.kind() == Kind.SNAPSHOT_BLOCK) {
              SnapshotFile.entries(frame, part::add);
            }
            position = frame.end();
          } else {
            long next = reader.next(position);
            damages.add(new Damage(disk.describe(name), position, next, "unreadable"));
            position = next;
          }
        }
        if (damages.isEmpty()) {
          damages.add(new Damage(disk.describe(name), file.size(), file.size(), "cut off"));
        }
      }
      parts.put(snapshot, part);
      return false;
    }
  }

  /// Reads a part of the log; returns whether the log is whole up to here.
  private boolean segment(long first, boolean last, boolean whole) throws IOException {
    boolean wholeStill = whole;
    String name = StoreFiles.segment(first);
    try (DiskFile file = disk.open(name)) {
      FrameReader reader = new FrameReader(disk.describe(name), file);
      long position = 0;
      while (position < file.size()) {
        switch (reader.read(position)) {
          case Found.Nothing _ -> {
            return wholeStill;
          }
          case Found.Sound(Frame frame) -> {
            wholeStill = frame(name, position, frame, wholeStill);
            position = frame.end();
          }
          case Found.Damaged(String what) -> {
            long next = reader.next(position);
            if (last && next >= file.size() && reader.isTorn(position)) {
              return wholeStill;
            }
            damages.add(new Damage(disk.describe(name), position, next, what));
            wholeStill = false;
            position = next;
          }
        }
      }
    }
    return wholeStill;
  }

  private boolean frame(String name, long position, Frame frame, boolean whole) {
    if (frame.kind() != Kind.RECORDS) {
      return whole;
    }
    Batch batch = Batch.of(frame);
    highest = Math.max(highest, batch.lastRevision());
    if (batch.lastRevision() <= revision) {
      return whole;
    }
    boolean follows = whole && batch.firstRevision() == revision + 1;
    if (whole && !follows) {
      damages.add(
          new Damage(
              disk.describe(name),
              position,
              position,
              "revisions %d to %d are missing before this place"
                  .formatted(revision + 1, batch.firstRevision() - 1)));
    }
    if (follows || keep == Keep.ALL_READABLE) {
      merge(follows ? 0 : batch.firstRevision() - 1);
      apply(batch);
    }
    return follows;
  }

  private void apply(Batch batch) {
    long next = batch.firstRevision();
    for (LogRecord record : batch.records()) {
      String key = record.keyText();
      byte @Nullable [] value = record.value();
      if (value == null) {
        entries.remove(key);
      } else {
        StoredEntry old = entries.get(key);
        entries.put(
            key,
            old == null
                ? new StoredEntry(key, value, next, next, 1)
                : new StoredEntry(key, value, old.createRevision(), next, old.version() + 1));
      }
      next++;
    }
    revision = batch.lastRevision();
  }

  /// Where the log before a damaged snapshot is not whole, what can be read of that has newer
  /// values.
  private void merge(long upTo) {
    while (keep == Keep.ALL_READABLE && !parts.isEmpty() && parts.firstKey() <= upTo) {
      Map.Entry<Long, List<StoredEntry>> part = parts.pollFirstEntry();
      if (part.getKey() > revision) {
        for (StoredEntry entry : part.getValue()) {
          StoredEntry old = entries.get(entry.key());
          if (old == null || old.modRevision() < entry.modRevision()) {
            entries.put(entry.key(), entry);
          }
        }
      }
    }
  }
}
