package k4j.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import k4j.api.meta.SystemEdge;

/// A cluster of the built distribution, with a home, ports and ranges of its own.
@SystemEdge
final class TestCluster implements AutoCloseable {

  private static final Path DISTRIBUTION = Path.of("target/k4j/bin/k4j").toAbsolutePath();

  private final String profile;
  private final int number;
  private final Path home;
  private final int apiserverPort = freePort();
  private final int kubeletPort = freePort();

  /// @param number 1 to 9: tells the ranges of clusters on one machine apart
  TestCluster(String profile, int number) {
    this.profile = profile;
    this.number = number;
    try {
      home = Files.createTempDirectory("k4j-e2e-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Run.Result start() {
    return k4j(
        "start",
        "--apiserver-port",
        String.valueOf(apiserverPort),
        "--kubelet-port",
        String.valueOf(kubeletPort),
        "--pod-cidr",
        "10.243.%d.0/24".formatted(number),
        "--service-cidr",
        "10.111.%d.0/24".formatted(number));
  }

  Run.Result k4j(String... arguments) {
    var command = new ArrayList<String>(List.of(DISTRIBUTION.toString(), "-p", profile));
    command.addAll(List.of(arguments));
    return Run.of(environment(), "", command);
  }

  Run.Result kubectl(Path binary, String... arguments) {
    return kubectlWith("", binary, arguments);
  }

  Run.Result kubectlWith(String input, Path binary, String... arguments) {
    var command = new ArrayList<String>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    return Run.of(environment(), input, command);
  }

  Map<String, String> environment() {
    return Map.of(
        "K4J_HOME",
        home.toString(),
        "KUBECONFIG",
        home.resolve("kubeconfig").toString(),
        "HOME",
        home.toString());
  }

  Path home() {
    return home;
  }

  String profile() {
    return profile;
  }

  int apiserverPort() {
    return apiserverPort;
  }

  long pid() {
    String json = k4j("status", "-o", "json").out();
    return Long.parseLong(json.replaceAll("(?s).*\"pid\":(\\d+).*", "$1"));
  }

  /// Ends the process as a power cut would.
  void kill() {
    ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    Run.Result deleted = k4j("delete");
    if (deleted.code() != 0) {
      throw new AssertionError(deleted);
    }
  }
}
