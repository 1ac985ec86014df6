package k4j.store.disk;

import java.io.IOException;

/// What is on disk is not what was written: the store does not open, so that nothing is lost
/// unnoticed. [Salvage] keeps what can be read.
public final class CorruptStoreException extends IOException {

  private final String file;
  private final long offset;

  CorruptStoreException(String file, long offset, String what) {
    super(
        "%s is damaged at byte %d: %s; the store does not start, to lose nothing unnoticed: restore a backup or salvage what is readable"
            .formatted(file, offset, what));
    this.file = file;
    this.offset = offset;
  }

  /// The path of the damaged file.
  public String file() {
    return file;
  }

  /// Where in the file the damage begins.
  public long offset() {
    return offset;
  }
}
