package k4j.network.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Makes every address of the service CIDR one of this host's, so that the proxy can listen on it.
/// Idempotent, and independent of a process that was killed before it could undo it.
public final class ServiceRoute {

  private final String cidr;

  public ServiceRoute(String cidr) {
    this.cidr = cidr;
  }

  public void add() {
    ip("replace");
  }

  /// Removes the route; it need not exist.
  public void remove() {
    ip("del");
  }

  private void ip(String verb) {
    try {
      Process process =
          new ProcessBuilder(List.of("ip", "route", verb, "local", cidr, "dev", "lo"))
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0 && verb.equals("replace")) {
        throw new IllegalStateException(
            "the route to the services %s could not be made: %s".formatted(cidr, said.strip()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
