package k4j.cri.embedded.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import k4j.cri.embedded.linux.Mounts;

/// The layers of an image as the option `lowerdir` of an overlay.
final class Layers {
  private static final int MAX_OPTIONS = 4000;

  private Layers() {}

  /// The kernel takes one page of options: many layers are named through short links, in a place of
  /// this name in memory.
  static String below(List<Path> layers, String name) throws IOException {
    String plain = joined(layers);
    if (plain.length() < MAX_OPTIONS / 2) {
      return plain;
    }
    Path links = Path.of("/tmp").resolve("k4j-" + name.substring(0, Math.min(8, name.length())));
    Files.createDirectories(links);
    Mounts.mount("links", links.toString(), "tmpfs", 0, "mode=700");
    for (int i = 0; i < layers.size(); i++) {
      Files.createSymbolicLink(links.resolve(Integer.toString(i)), layers.get(i));
    }
    return IntStream.range(0, layers.size())
        .mapToObj(i -> links.resolve(Integer.toString(i)).toString())
        .collect(Collectors.joining(":"));
  }

  private static String joined(List<Path> layers) {
    return layers.stream().map(p -> escape(p.toString())).collect(Collectors.joining(":"));
  }

  static String escape(String path) {
    return path.replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,");
  }
}
