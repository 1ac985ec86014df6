package k4j.store.disk;

import java.io.IOException;
import java.util.List;
import k4j.store.disk.Frame.Kind;
import k4j.store.disk.FrameReader.Found;
import org.jspecify.annotations.Nullable;

/// Opens what is on disk: loads the newest snapshot, replays the log after it, cuts off what a
/// crash left half written, and refuses anything else that is not as it was written.
public final class Recovery {

  /// The revision of a store in which nothing was ever written.
  public static final long FIRST = 1;

  private final Disk disk;
  private final long segmentBytes;
  private final Replay replay;
  private long revision;
  private long written;
  private LogWriter.@Nullable Segment tail;

  private Recovery(Disk disk, long segmentBytes, Replay replay) {
    this.disk = disk;
    this.segmentBytes = segmentBytes;
    this.replay = replay;
  }

  /// Tells all that the disk holds, and returns the writer that goes on from there.
  ///
  /// @throws CorruptStoreException if the files are damaged
  public static LogWriter run(Disk disk, long segmentBytes, Replay replay) throws IOException {
    return new Recovery(disk, segmentBytes, replay).run();
  }

  private LogWriter run() throws IOException {
    StoreFiles files = StoreFiles.of(disk.list());
    for (String name : files.unfinished()) {
      disk.delete(name);
    }
    revision = FIRST;
    if (!files.snapshots().isEmpty()) {
      revision = files.snapshots().getLast();
      SnapshotFile.read(disk, revision, replay::entry);
    }
    replay.loaded(revision);
    List<Long> segments = sound(files).segmentsAfter(revision);
    if (segments.isEmpty() && !files.snapshots().isEmpty()) {
      throw corrupt(StoreFiles.segment(revision + 1), 0, "it is missing");
    }
    for (long first : segments) {
      if (first > revision + 1) {
        throw corrupt(StoreFiles.segment(revision + 1), 0, "it is missing");
      }
      segment(first, first == segments.getLast());
    }
    return new LogWriter(disk, segmentBytes, tail, written);
  }

  /// The files without a last segment whose making was cut short before anything was written to it.
  private StoreFiles sound(StoreFiles files) throws IOException {
    if (files.segments().isEmpty()) {
      return files;
    }
    String name = StoreFiles.segment(files.segments().getLast());
    try (DiskFile file = disk.open(name)) {
      FrameReader reader = new FrameReader(disk.describe(name), file);
      boolean begun =
          switch (reader.read(0)) {
            case Found.Sound _ -> true;
            case Found.Nothing _ -> false;
            case Found.Damaged _ -> reader.next(0) < file.size() || !reader.isTorn(0);
          };
      if (begun) {
        return files;
      }
    }
    disk.delete(name);
    disk.force();
    return new StoreFiles(
        files.snapshots(),
        files.segments().subList(0, files.segments().size() - 1),
        files.unfinished());
  }

  private void segment(long first, boolean last) throws IOException {
    String name = StoreFiles.segment(first);
    DiskFile file = disk.open(name);
    boolean kept = false;
    try {
      FrameReader reader = new FrameReader(disk.describe(name), file);
      long position = header(name, reader, first);
      while (reader.read(position) instanceof Found.Sound(Frame frame)) {
        if (frame.kind() != Kind.RECORDS) {
          throw corrupt(name, position, "this frame does not belong here");
        }
        records(name, position, frame);
        position = frame.end();
      }
      if (reader.read(position) instanceof Found.Damaged(String what)) {
        boolean cut = last && reader.next(position) >= file.size() && reader.isTorn(position);
        if (!cut) {
          throw corrupt(name, position, what);
        }
      }
      if (last) {
        file.truncate(position);
        file.force();
        tail = new LogWriter.Segment(name, file, position);
        kept = true;
      }
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  private long header(String name, FrameReader reader, long first) throws IOException {
    Frame frame =
        switch (reader.read(0)) {
          case Found.Sound(Frame sound) -> sound;
          case Found.Nothing _ -> throw corrupt(name, 0, "it is empty");
          case Found.Damaged(String what) -> throw corrupt(name, 0, what);
        };
    if (frame.kind() != Kind.SEGMENT || frame.revision() != first) {
      throw corrupt(name, 0, "this frame does not belong here");
    }
    return frame.end();
  }

  private void records(String name, long position, Frame frame) throws IOException {
    Batch batch = Batch.of(frame);
    if (batch.lastRevision() <= revision) {
      return;
    }
    if (batch.firstRevision() != revision + 1) {
      throw corrupt(
          name,
          position,
          "revision %d follows %d, so what was between is gone"
              .formatted(batch.firstRevision(), revision));
    }
    replay.records(batch.records());
    revision = batch.lastRevision();
    written += frame.end() - position;
  }

  private CorruptStoreException corrupt(String name, long position, String what) {
    return new CorruptStoreException(disk.describe(name), position, what);
  }
}
