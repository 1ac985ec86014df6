package k4j.schema;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// What the compiler's output depends on, as one hash: the overlay, the compiler's own classes and
/// the artifacts it reads.
final class Fingerprint {

  private Fingerprint() {}

  static String of(Path overlay) throws IOException {
    MessageDigest digest = sha256();
    addTree(overlay, digest);
    Path own = location(Compiler.class);
    if (Files.isDirectory(own)) {
      addTree(own, digest);
    } else {
      digest.update(Files.readAllBytes(own));
    }
    for (Class<?> type :
        List.of(
            io.kubernetes.client.openapi.models.V1Pod.class,
            io.kubernetes.client.proto.Meta.class)) {
      digest.update(
          location(type)
              .getFileName()
              .toString()
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void addTree(Path directory, MessageDigest digest) throws IOException {
    List<Path> files;
    try (var walk = Files.walk(directory)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      digest.update(
          directory.relativize(file).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(file));
    }
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
