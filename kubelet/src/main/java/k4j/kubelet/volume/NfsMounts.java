package k4j.kubelet.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;

/// Volumes on NFS servers, mounted as the machine mounts them.
final class NfsMounts {

  private final Mounter mounter;

  NfsMounts(Mounter mounter) {
    this.mounter = mounter;
  }

  /// @param source `server` and `path`
  void mount(JsonObject source, Path target, List<String> options, boolean readOnly)
      throws IOException {
    if (mounter.isMounted(target)) {
      return;
    }
    Files.createDirectories(target);
    String server = source.string("server");
    String address = server.contains(":") ? "[" + server + "]" : server;
    var all = new ArrayList<String>(options);
    if (readOnly) {
      all.add("ro");
    }
    try {
      mounter.mount(address + ":" + source.string("path"), target, "nfs", all);
    } catch (IOException e) {
      Files.deleteIfExists(target);
      throw e;
    }
  }
}
