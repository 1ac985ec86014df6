package k4j.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file that is read and written by position.
public interface DiskFile extends AutoCloseable {

  long size() throws IOException;

  /// Reads what fits, at least one byte; -1 at the end of the file.
  int read(ByteBuffer target, long position) throws IOException;

  /// Writes all that remains in the buffer.
  void write(ByteBuffer source, long position) throws IOException;

  void truncate(long size) throws IOException;

  /// Makes the content durable.
  void force() throws IOException;

  @Override
  void close() throws IOException;
}
