package k4j.cri.embedded.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Kernel settings below `/proc/sys`. Their files give a number whole to the first read and nothing
/// to those after it, which `Files.readString` does not expect.
public final class Sysctl {
  private static final int LONGEST = 4096;

  private Sysctl() {}

  public static String read(String name) throws IOException {
    try (InputStream in = Files.newInputStream(file(name))) {
      byte[] buffer = new byte[LONGEST];
      int count = in.read(buffer);
      return new String(buffer, 0, Math.max(0, count), StandardCharsets.UTF_8).strip();
    }
  }

  public static void write(String name, String value) throws IOException {
    Files.writeString(file(name), value);
  }

  /// A dot or a slash may part the words of a name.
  private static Path file(String name) {
    return Path.of("/proc/sys", name.replace('.', '/'));
  }
}
