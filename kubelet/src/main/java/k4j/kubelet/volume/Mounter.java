package k4j.kubelet.volume;

import java.io.IOException;
import java.nio.file.Path;

/// Mounts file systems in memory.
public interface Mounter {

  /// @param options such as `size=1048576`, or empty
  void tmpfs(Path target, String options) throws IOException;

  boolean isMounted(Path target) throws IOException;

  /// Unmounts everything at and below a path.
  void unmountAll(Path root) throws IOException;
}
