package k4j.kubelet.volume;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Mounts file systems.
public interface Mounter {

  /// @param options such as `size=1048576`, or empty
  void tmpfs(Path target, String options) throws IOException;

  /// Mounts with the machine's own `mount`, which knows more kinds of file systems than the kernel.
  ///
  /// @throws IOException with what it said
  void mount(String source, Path target, String type, List<String> options) throws IOException;

  boolean isMounted(Path target) throws IOException;

  /// Unmounts everything at and below a path.
  void unmountAll(Path root) throws IOException;
}
