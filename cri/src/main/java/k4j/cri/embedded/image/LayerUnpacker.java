package k4j.cri.embedded.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.rootfs.RootedPath;
import k4j.cri.embedded.state.StateStore;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Unpacks the tar of one layer into a directory, with whiteouts as overlayfs wants them. Nothing
/// in the tar can reach out of the directory: names go through {@link RootedPath}, and the last
/// part of a name is never followed.
final class LayerUnpacker {
  private static final Logger LOG = LoggerFactory.getLogger(LayerUnpacker.class);
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final String XATTR = "SCHILY.xattr.";
  private static final int CHARACTER = 0020000;
  private static final int BLOCK = 0060000;

  private final Path directory;
  private final RootedPath root;
  private final Map<Path, FileTime> directoryTimes = new LinkedHashMap<>();

  private LayerUnpacker(Path directory) {
    this.directory = directory;
    this.root = new RootedPath(directory);
  }

  static void unpack(InputStream tar, Path directory) throws IOException {
    LayerUnpacker unpacker = new LayerUnpacker(directory);
    TarArchiveInputStream in = new TarArchiveInputStream(tar, "UTF-8");
    TarArchiveEntry entry;
    while ((entry = in.getNextEntry()) != null) {
      unpacker.add(entry, in);
    }
    for (Map.Entry<Path, FileTime> time : unpacker.directoryTimes.entrySet()) {
      if (Files.isDirectory(time.getKey(), LinkOption.NOFOLLOW_LINKS)) {
        Files.setLastModifiedTime(time.getKey(), time.getValue());
      }
    }
  }

  private void add(TarArchiveEntry entry, InputStream content) throws IOException {
    Path place = place(entry.getName());
    if (place.equals(directory)) {
      attributes(entry, place);
      return;
    }
    String name = String.valueOf(place.getFileName());
    if (name.equals(OPAQUE)) {
      Kernel.setXattr(String.valueOf(place.getParent()), "trusted.overlay.opaque", "y");
    } else if (name.startsWith(WHITEOUT)) {
      Path gone = place.resolveSibling(name.substring(WHITEOUT.length()));
      if (!Files.exists(gone, LinkOption.NOFOLLOW_LINKS)) {
        Kernel.makeNode(gone.toString(), CHARACTER, 0);
      }
    } else {
      make(entry, content, place);
    }
  }

  /// Parents that are links are followed inside the layer; missing ones are made.
  private Path place(String name) throws IOException {
    Path path = Path.of("/").resolve(name).normalize();
    if (path.getNameCount() == 0) {
      return directory;
    }
    Path above = path.getParent();
    Path parent = root.resolve(above == null ? "/" : above.toString());
    if (!Files.isDirectory(parent)) {
      if (Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(parent);
      }
      Files.createDirectories(parent);
    }
    return parent.resolve(path.getFileName());
  }

  private void make(TarArchiveEntry entry, InputStream content, Path place) throws IOException {
    boolean isDirectory = Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !(entry.isDirectory() && isDirectory)) {
      StateStore.delete(place);
    }
    if (entry.isDirectory()) {
      if (!isDirectory) {
        Files.createDirectory(place);
      }
      directoryTimes.put(place, entry.getLastModifiedTime());
    } else if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(place, place(entry.getLinkName()));
      return;
    } else if (entry.isCharacterDevice() || entry.isBlockDevice()) {
      Kernel.makeNode(
          place.toString(),
          (entry.isBlockDevice() ? BLOCK : CHARACTER) | (entry.getMode() & 0777),
          Kernel.device(entry.getDevMajor(), entry.getDevMinor()));
    } else if (entry.isFIFO()) {
      Kernel.makeFifo(place.toString(), entry.getMode() & 0777);
    } else {
      Files.copy(content, place);
    }
    attributes(entry, place);
  }

  /// Owner first: changing it clears the set-user-id bits.
  private static void attributes(TarArchiveEntry entry, Path place) throws IOException {
    Files.setAttribute(place, "unix:uid", (int) entry.getLongUserId(), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(place, "unix:gid", (int) entry.getLongGroupId(), LinkOption.NOFOLLOW_LINKS);
    if (!entry.isSymbolicLink()) {
      Files.setAttribute(place, "unix:mode", entry.getMode() & 07777);
      if (!entry.isDirectory()) {
        Files.setLastModifiedTime(place, entry.getLastModifiedTime());
      }
    }
    for (Map.Entry<String, String> header : entry.getExtraPaxHeaders().entrySet()) {
      if (header.getKey().startsWith(XATTR)) {
        xattr(place, header.getKey().substring(XATTR.length()), header.getValue());
      }
    }
  }

  private static void xattr(Path place, String name, String value) {
    if (name.startsWith("trusted.overlay.") || name.startsWith("user.overlay.")) {
      return;
    }
    try {
      Kernel.setXattr(place.toString(), name, value);
    } catch (LinuxException e) {
      LOG.atDebug().addKeyValue("path", place).setCause(e).log("An attribute is not kept");
    }
  }
}
