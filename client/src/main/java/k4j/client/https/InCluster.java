package k4j.client.https;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/// How a pod reaches the API server: by its service account.
public final class InCluster {

  public static final Path DIRECTORY = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private InCluster() {}

  /// @param host of the environment's `KUBERNETES_SERVICE_HOST`
  /// @param port of `KUBERNETES_SERVICE_PORT`
  public static ServerAccess access(String host, String port, Path directory, InstantSource clock)
      throws IOException {
    String authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return ServerAccess.of(
            URI.create("https://" + authority + ":" + port),
            Files.readString(directory.resolve("ca.crt")))
        .withToken(new TokenFile(directory.resolve("token"), clock));
  }
}
