package k4j.store.disk;

import java.io.IOException;
import java.nio.file.Path;

/// The directory belongs to another process, or to another store of this one.
public final class StoreLockedException extends IOException {

  StoreLockedException(Path directory, String owner) {
    super("%s is in use%s".formatted(directory, owner.isEmpty() ? "" : " by process " + owner));
  }
}
