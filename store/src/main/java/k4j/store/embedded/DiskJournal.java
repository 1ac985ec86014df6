package k4j.store.embedded;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import k4j.store.Entry;
import k4j.store.ValueCodec;
import k4j.store.disk.Disk;
import k4j.store.disk.LogRecord;
import k4j.store.disk.LogWriter;
import k4j.store.disk.NoSpaceException;
import k4j.store.disk.OldFiles;
import k4j.store.disk.SnapshotFile;
import k4j.store.disk.StoredEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log on disk, and the snapshots that from time to time stand for what it said.
final class DiskJournal<V> implements Journal<V> {

  private static final Logger LOG = LoggerFactory.getLogger(DiskJournal.class);

  private final Disk disk;
  private final LogWriter log;
  private final ValueCodec<V> codec;
  private final long snapshotBytes;
  private final Executor snapshots;
  private final AtomicBoolean busy = new AtomicBoolean();

  /// How much log makes the next snapshot due: as much as the last one was large, so that on the
  /// whole no more is written for snapshots than for the log.
  private volatile long due;

  DiskJournal(
      Disk disk, LogWriter log, ValueCodec<V> codec, long snapshotBytes, Executor snapshots) {
    this.disk = disk;
    this.log = log;
    this.codec = codec;
    this.snapshotBytes = snapshotBytes;
    this.snapshots = snapshots;
    this.due = snapshotBytes;
  }

  @Override
  public void append(long firstRevision, List<LogRecord> records) throws IOException {
    log.append(firstRevision, records);
  }

  @Override
  public void published(State<V> state) throws IOException {
    if (log.written() < due || !busy.compareAndSet(false, true)) {
      return;
    }
    boolean started = false;
    try {
      log.rotate(state.revision() + 1);
      snapshots.execute(() -> snapshot(state));
      started = true;
    } catch (NoSpaceException e) {
      due = log.written() + snapshotBytes;
      warn(e);
    } finally {
      if (!started) {
        busy.set(false);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (disk) {
      log.close();
    }
  }

  private void snapshot(State<V> state) {
    try {
      Sizes<V> entries = new Sizes<>(state.tree().entries("", ""), codec);
      SnapshotFile.write(disk, state.revision(), state.tree().size(), entries);
      due = Math.max(snapshotBytes, entries.bytes);
      OldFiles.delete(disk);
    } catch (IOException e) {
      warn(e);
    } finally {
      busy.set(false);
    }
  }

  private static void warn(IOException e) {
    LOG.atWarn().setCause(e).log("No snapshot could be written; the log goes on growing");
  }

  /// Encodes entries and sums up what they take.
  private static final class Sizes<V> implements Iterator<StoredEntry> {
    private final Iterator<Entry<V>> entries;
    private final ValueCodec<V> codec;
    private long bytes;

    Sizes(Iterator<Entry<V>> entries, ValueCodec<V> codec) {
      this.entries = entries;
      this.codec = codec;
    }

    @Override
    public boolean hasNext() {
      return entries.hasNext();
    }

    @Override
    public StoredEntry next() {
      Entry<V> entry = entries.next();
      byte[] value = codec.encode(entry.key(), entry.value());
      bytes += value.length + entry.key().length();
      return new StoredEntry(
          entry.key(), value, entry.createRevision(), entry.modRevision(), entry.version());
    }
  }
}
