package k4j.store.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The content of one frame of the log: the records of consecutive revisions.
record Batch(long firstRevision, List<LogRecord> records) {

  private static final byte PUT = 1;
  private static final byte DELETE = 2;

  Batch {
    records = List.copyOf(records);
  }

  long lastRevision() {
    return firstRevision + records.size() - 1;
  }

  /// Bytes of the frame's payload.
  int length() {
    int length = 0;
    for (LogRecord record : records) {
      length = Math.addExact(length, record.length());
    }
    return length;
  }

  void writeTo(ByteBuffer buffer) {
    for (LogRecord record : records) {
      byte @Nullable [] value = record.value();
      buffer.put(value == null ? DELETE : PUT).putInt(record.key().length);
      buffer.putInt(value == null ? 0 : value.length).put(record.key());
      if (value != null) {
        buffer.put(value);
      }
    }
  }

  static Batch of(Frame frame) {
    List<LogRecord> records = new ArrayList<>(frame.count());
    ByteBuffer payload = frame.payload();
    for (int i = 0; i < frame.count(); i++) {
      byte type = payload.get();
      byte[] key = new byte[payload.getInt()];
      byte[] value = new byte[payload.getInt()];
      payload.get(key).get(value);
      records.add(new LogRecord(key, type == DELETE ? null : value));
    }
    return new Batch(frame.revision(), records);
  }
}
