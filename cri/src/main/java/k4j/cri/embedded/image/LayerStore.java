package k4j.cri.embedded.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import k4j.cri.embedded.state.StateStore;

/// Unpacked layers, each a directory that an overlay can have below it, by the digest of its
/// uncompressed tar. Two images with the same layer share it.
final class LayerStore {
  private static final int ZSTD_MAGIC = 0x28;
  private final Path directory;
  private final Map<String, ReentrantLock> locks = new HashMap<>();

  LayerStore(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    try (Stream<Path> children = Files.list(directory)) {
      for (Path half : children.filter(p -> p.toString().endsWith(".new")).toList()) {
        StateStore.delete(half);
      }
    }
  }

  Path path(String diffId) {
    return directory.resolve(diffId.replace(':', '-'));
  }

  boolean has(String diffId) {
    return Files.isDirectory(path(diffId));
  }

  /// Where the bytes of a layer come from.
  interface Source {
    InputStream open() throws IOException;
  }

  /// Unpacks a layer, compressed or not, unless it is here; fails if its content is not what the
  /// digest says. Two that want the same one do the work once.
  void add(String diffId, Source source) throws IOException {
    ReentrantLock lock;
    synchronized (locks) {
      lock = locks.computeIfAbsent(diffId, _ -> new ReentrantLock());
    }
    lock.lock();
    try {
      if (!has(diffId)) {
        unpack(diffId, source);
      }
    } finally {
      lock.unlock();
    }
  }

  private void unpack(String diffId, Source source) throws IOException {
    Path half = directory.resolve(diffId.replace(':', '-') + ".new");
    StateStore.delete(half);
    Files.createDirectories(half);
    try (InputStream raw = source.open();
        DigestStream tar = new DigestStream(uncompressed(raw))) {
      LayerUnpacker.unpack(tar, half);
      tar.transferTo(OutputStream.nullOutputStream());
      raw.transferTo(OutputStream.nullOutputStream());
      if (!tar.digest().equals(diffId)) {
        throw new IOException("layer has digest " + tar.digest() + ", expected " + diffId);
      }
      Files.move(half, path(diffId), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      StateStore.delete(half);
      throw e;
    }
  }

  private static InputStream uncompressed(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 64 * 1024);
    in.mark(4);
    int first = in.read();
    int second = in.read();
    in.reset();
    if (first == 0x1f && second == 0x8b) {
      return new GZIPInputStream(in, 64 * 1024);
    }
    if (first == ZSTD_MAGIC && second == 0xb5) {
      throw new IOException("layers compressed with zstd are not supported");
    }
    return in;
  }

  /// Removes layers that nobody needs.
  void keepOnly(Set<String> diffIds) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.toList()) {
        String diffId = child.getFileName().toString().replaceFirst("-", ":");
        if (!diffIds.contains(diffId) && !diffId.endsWith(".new")) {
          StateStore.delete(child);
        }
      }
    }
  }
}
