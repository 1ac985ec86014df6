package k4j.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import k4j.api.meta.SystemEdge;
import k4j.bench.apiserver.LoadConnection;
import k4j.client.https.Kubeconfig;
import k4j.client.https.ServerAccess;

/// A running API server, how to speak to it, and the processes that it consists of.
///
/// @param processes their IDs; what they use counts as the server's
record Target(int port, SSLContext tls, Optional<String> token, List<Long> processes) {

  private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

  Target {
    processes = List.copyOf(processes);
  }

  @SystemEdge
  static Target of(Path kubeconfig, List<Long> processes) throws IOException {
    Kubeconfig config = Kubeconfig.read(List.of(kubeconfig), InstantSource.system());
    ServerAccess access = config.access(config.currentContext().orElseThrow());
    Optional<String> token = access.token().map(source -> source.token());
    return new Target(access.server().getPort(), access.sslContext(), token, processes);
  }

  LoadConnection connect() throws IOException {
    return new LoadConnection(tls, port, headers());
  }

  Map<String, String> headers() {
    return token.map(text -> Map.of("Authorization", "Bearer " + text)).orElse(Map.of());
  }

  /// What the server has used of the processors since it began, in seconds.
  double processorSeconds() throws IOException {
    double ticks = 0;
    for (long process : processes) {
      String line = Files.readString(Path.of("/proc/" + process + "/stat"));
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      ticks += Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /// What the server holds in memory, in bytes.
  long residentBytes() throws IOException {
    long pages = 0;
    for (long process : processes) {
      String line = Files.readString(Path.of("/proc/" + process + "/statm"));
      pages += Long.parseLong(line.split(" ", -1)[1]);
    }
    return pages * 4096;
  }
}
