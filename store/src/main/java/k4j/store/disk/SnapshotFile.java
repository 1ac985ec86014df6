package k4j.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Consumer;
import k4j.store.disk.Frame.Kind;
import k4j.store.disk.FrameReader.Found;

/// A file with all entries as of one revision, in the order of their keys.
public final class SnapshotFile {

  private static final int BLOCK = 256 << 10;

  private SnapshotFile() {}

  /// Writes a snapshot that is there as a whole or not at all.
  public static void write(Disk disk, long revision, int count, Iterator<StoredEntry> entries)
      throws IOException {
    String name = StoreFiles.snapshot(revision);
    String unfinished = StoreFiles.unfinished(name);
    try (DiskFile file = disk.create(unfinished)) {
      new Writer(file).write(revision, count, entries);
    } catch (IOException e) {
      discard(disk, unfinished, e);
      throw e;
    }
    disk.rename(unfinished, name);
    disk.force();
  }

  /// What is half written must not take up room that may be what is missing.
  private static void discard(Disk disk, String unfinished, IOException cause) {
    try {
      disk.delete(unfinished);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /// Reads the entries of a sound snapshot.
  static void read(Disk disk, long revision, Consumer<StoredEntry> entries) throws IOException {
    String name = StoreFiles.snapshot(revision);
    try (DiskFile file = disk.open(name)) {
      FrameReader reader = new FrameReader(disk.describe(name), file);
      Frame start = frame(disk, name, reader, 0);
      expect(start.kind() == Kind.SNAPSHOT_START && start.revision() == revision, disk, name, 0);
      long position = start.end();
      Frame frame = frame(disk, name, reader, position);
      long block = 0;
      int count = 0;
      while (frame.kind() == Kind.SNAPSHOT_BLOCK) {
        expect(frame.revision() == block++, disk, name, position);
        count += frame.count();
        entries(frame, entries);
        position = frame.end();
        frame = frame(disk, name, reader, position);
      }
      expect(
          frame.kind() == Kind.SNAPSHOT_END && count == start.count() && count == frame.count(),
          disk,
          name,
          position);
    }
  }

  static void entries(Frame block, Consumer<StoredEntry> entries) {
    ByteBuffer payload = block.payload();
    for (int i = 0; i < block.count(); i++) {
      long createRevision = payload.getLong();
      long modRevision = payload.getLong();
      long version = payload.getLong();
      byte[] key = new byte[payload.getInt()];
      byte[] value = new byte[payload.getInt()];
      payload.get(key).get(value);
      entries.accept(
          new StoredEntry(
              new String(key, StandardCharsets.UTF_8),
              value,
              createRevision,
              modRevision,
              version));
    }
  }

  private static Frame frame(Disk disk, String name, FrameReader reader, long position)
      throws IOException {
    return switch (reader.read(position)) {
      case Found.Sound(Frame frame) -> frame;
      case Found.Nothing _ ->
          throw new CorruptStoreException(disk.describe(name), position, "it is cut off");
      case Found.Damaged(String what) ->
          throw new CorruptStoreException(disk.describe(name), position, what);
    };
  }

  private static void expect(boolean holds, Disk disk, String name, long position)
      throws CorruptStoreException {
    if (!holds) {
      throw new CorruptStoreException(
          disk.describe(name), position, "this frame does not belong here");
    }
  }

  private static final class Writer {
    private final DiskFile file;
    private ByteBuffer buffer = ByteBuffer.allocate(BLOCK + (64 << 10));
    private long position;
    private long blocks;
    private int inBlock;

    Writer(DiskFile file) {
      this.file = file;
      buffer.position(Frame.HEADER);
    }

    void write(long revision, int count, Iterator<StoredEntry> entries) throws IOException {
      flush(Kind.SNAPSHOT_START, revision, count);
      while (entries.hasNext()) {
        add(entries.next());
        if (buffer.position() >= BLOCK) {
          flush(Kind.SNAPSHOT_BLOCK, blocks++, inBlock);
        }
      }
      if (inBlock > 0) {
        flush(Kind.SNAPSHOT_BLOCK, blocks, inBlock);
      }
      flush(Kind.SNAPSHOT_END, revision, count);
      file.force();
    }

    private void add(StoredEntry entry) {
      byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
      byte[] value = entry.value();
      int needed = buffer.position() + 32 + key.length + value.length + 16;
      if (needed > buffer.capacity()) {
        ByteBuffer larger = ByteBuffer.allocate(needed);
        larger.put(buffer.flip());
        buffer = larger;
      }
      buffer.putLong(entry.createRevision()).putLong(entry.modRevision()).putLong(entry.version());
      buffer.putInt(key.length).putInt(value.length).put(key).put(value);
      inBlock++;
    }

    private void flush(Kind kind, long revision, int count) throws IOException {
      Frame.seal(buffer, kind, revision, count);
      int total = buffer.remaining();
      file.write(buffer, position);
      position += total;
      inBlock = 0;
      buffer.clear().position(Frame.HEADER);
    }
  }
}
