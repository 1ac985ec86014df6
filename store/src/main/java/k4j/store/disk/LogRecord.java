package k4j.store.disk;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One change of one key as the log has it; its revision follows from its place.
///
/// @param key the key in UTF-8
/// @param value the new value; null if the key is deleted
@SuppressWarnings("ArrayRecordComponent")
public record LogRecord(byte[] key, byte @Nullable [] value) {

  public static LogRecord of(String key, byte @Nullable [] value) {
    return new LogRecord(key.getBytes(StandardCharsets.UTF_8), value);
  }

  public String keyText() {
    return new String(key, StandardCharsets.UTF_8);
  }

  /// Bytes it takes in a frame.
  int length() {
    return 9 + key.length + (value == null ? 0 : value.length);
  }
}
