package k4j.store.disk;

import java.io.IOException;

/// The disk is full. Nothing of the write is on disk, and it may be tried again.
public final class NoSpaceException extends IOException {

  NoSpaceException(String file, IOException cause) {
    super("no space for " + file, cause);
  }

  /// Whether the machine refused for want of space: Java has no type for it.
  static boolean isNoSpace(IOException e) {
    String message = e.getMessage();
    return message != null
        && (message.contains("No space left") || message.contains("quota exceeded"));
  }
}
