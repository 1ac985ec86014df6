package k4j.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Appends to the log, durably. Used by one thread.
///
/// Space is taken before a frame is written, so that a full disk is noticed while nothing of the
/// frame is there; and space taken ahead spares the file system a change of its own with each
/// write.
public final class LogWriter implements AutoCloseable {

  private static final int LEAST_AHEAD = 256 << 10;
  private static final int MOST_AHEAD = 4 << 20;

  private final Disk disk;
  private final long segmentBytes;
  private ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
  private @Nullable Segment segment;
  private long written;

  /// Goes on at the end of the log, or begins one where there is none.
  LogWriter(Disk disk, long segmentBytes, @Nullable Segment segment, long written) {
    this.disk = disk;
    this.segmentBytes = segmentBytes;
    this.segment = segment;
    this.written = written;
  }

  /// The file that is being appended to.
  static final class Segment {
    private final String name;
    private final DiskFile file;
    private long position;
    private long allocated;

    Segment(String name, DiskFile file, long position) {
      this.name = name;
      this.file = file;
      this.position = position;
      this.allocated = position;
    }
  }

  /// Bytes appended since [#rotate].
  public long written() {
    return written;
  }

  /// Returns when the records are durable.
  ///
  /// @throws NoSpaceException if the disk is full: nothing was written, the writer can go on
  /// @throws IOException if what is on disk is uncertain: this writer must not be used any more
  public void append(long firstRevision, List<LogRecord> records) throws IOException {
    Batch batch = new Batch(firstRevision, records);
    int total = frame(Frame.Kind.RECORDS, batch);
    Segment target = segment;
    if (target == null || target.position + total > segmentBytes) {
      target = startSegment(firstRevision);
      total = frame(Frame.Kind.RECORDS, batch);
    }
    allocate(target, target.position + total);
    target.file.write(buffer, target.position);
    target.file.force();
    target.position += total;
    written += total;
    if (buffer.capacity() > 1 << 20) {
      buffer = ByteBuffer.allocate(64 << 10);
    }
  }

  /// Begins a new file, so that the ones before can go when a snapshot stands for them.
  public void rotate(long nextRevision) throws IOException {
    startSegment(nextRevision);
    written = 0;
  }

  @Override
  public void close() throws IOException {
    if (segment != null) {
      segment.file.close();
    }
  }

  private Segment startSegment(long firstRevision) throws IOException {
    String name = StoreFiles.segment(firstRevision);
    if (segment != null && segment.name.equals(name)) {
      return segment;
    }
    Segment started = new Segment(name, create(name), 0);
    boolean done = false;
    try {
      int total = frame(Frame.Kind.SEGMENT, new Batch(firstRevision, List.of()));
      allocate(started, total);
      started.file.write(buffer, 0);
      started.position = total;
      started.file.force();
      disk.force();
      done = true;
    } catch (NoSpaceException e) {
      disk.delete(name);
      throw e;
    } finally {
      if (!done) {
        started.file.close();
      }
    }
    close();
    segment = started;
    return started;
  }

  private DiskFile create(String name) throws IOException {
    try {
      return disk.create(name);
    } catch (IOException e) {
      throw NoSpaceException.isNoSpace(e) ? new NoSpaceException(disk.describe(name), e) : e;
    }
  }

  private int frame(Frame.Kind kind, Batch batch) {
    int total = Frame.total(batch.length());
    if (buffer.capacity() < total) {
      buffer = ByteBuffer.allocate(Math.max(total, 2 * buffer.capacity()));
    }
    buffer.clear().position(Frame.HEADER);
    batch.writeTo(buffer);
    Frame.seal(buffer, kind, batch.firstRevision(), batch.records().size());
    return total;
  }

  private void allocate(Segment target, long end) throws IOException {
    if (end <= target.allocated) {
      return;
    }
    long ahead = Math.clamp(target.allocated, LEAST_AHEAD, MOST_AHEAD);
    long goal = Math.max(end, Math.min(target.allocated + ahead, segmentBytes));
    ByteBuffer zeros = ByteBuffer.allocateDirect(64 << 10);
    try {
      while (target.allocated < goal) {
        int length = (int) Math.min(zeros.capacity(), goal - target.allocated);
        target.file.write(zeros.clear().limit(length), target.allocated);
        target.allocated += length;
      }
    } catch (IOException e) {
      throw NoSpaceException.isNoSpace(e) ? new NoSpaceException(disk.describe(target.name), e) : e;
    }
  }
}
