package k4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What `k4j` itself does: start, stop, status, delete, and what it says when it cannot.
class LifecycleTest {

  /// Everything of the machine that a cluster changes.
  private static String traces(String profile) {
    String shown =
        shell(
            """
            ip -o link | sed 's/^[0-9]*: //'; ip route; ip route show table local
            ip netns list; cat /proc/mounts; ls -d /sys/fs/cgroup/k4j* /sys/fs/cgroup/*/k4j*
            ps -eo args
            """);
    return shown
        .lines()
        .filter(
            line -> line.contains("k4j") || line.contains("10.111.3") || line.contains("10.243.3"))
        .filter(line ->
            line.contains(profile) || line.contains("10.111.3") || line.contains("10.243.3"))
        .collect(Collectors.joining("\n"));
  }

  private static String shell(String script) {
    return Run.of(Map.of(), "", List.of("sh", "-c", script)).out();
  }

  @Test
  void aClusterLivesStopsLivesAgainAndLeavesNothing() throws IOException {
    var cluster = new TestCluster("life", 3);
    Path kubectl = Kubectl.OF_THE_MACHINE.binary();
    assertThat(cluster.k4j("status").code()).isEqualTo(3);

    assertThat(cluster.start().ok()).contains("Ready in");
    assertThat(cluster.k4j("status", "-o", "json").ok())
        .contains("\"pid\":", "\"nodes\":[{\"name\":\"life\",\"status\":\"Ready\"")
        .contains("\"apiserver\":\"https://127.0.0.1:", "\"runtime\":\"k4j://");
    assertThat(cluster.start().ok()).contains("Already running");
    privateFiles(cluster);

    cluster.kubectl(kubectl, "create", "configmap", "kept", "--from-literal=a=b").ok();
    cluster
        .kubectl(
            kubectl, "run", "box", "--image=k4j.local/host", "--command", "--", "sleep", "10000")
        .ok();
    cluster.kubectl(kubectl, "wait", "--for=condition=Ready", "pod/box", "--timeout=60s").ok();

    cluster.k4j("stop").ok();
    assertThat(cluster.k4j("status").code()).isEqualTo(3);
    cluster.start().ok();
    assertThat(
            cluster.kubectl(kubectl, "get", "configmap", "kept", "-o", "jsonpath={.data.a}").ok())
        .isEqualTo("b");
    cluster.kubectl(kubectl, "wait", "--for=condition=Ready", "pod/box", "--timeout=60s").ok();

    cluster.close();
    assertThat(traces("life")).isEmpty();
    assertThat(cluster.home().resolve("life")).doesNotExist();
    assertThat(Files.readString(cluster.home().resolve("kubeconfig"))).doesNotContain("life");
  }

  private static void privateFiles(TestCluster cluster) throws IOException {
    try (Stream<Path> files = Files.walk(cluster.home().resolve("life/pki"))) {
      assertThat(files.filter(Files::isRegularFile).filter(f -> f.toString().endsWith(".key")))
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void aTakenPortIsOneClearSentence() throws IOException {
    var cluster = new TestCluster("taken", 4);
    try (var _ = new ServerSocket(cluster.apiserverPort(), 1, InetAddress.getLoopbackAddress())) {
      Run.Result result = cluster.start();
      assertThat(result.code()).isNotZero();
      assertThat(result.all())
          .contains("port " + cluster.apiserverPort() + " for the API server is taken");
      assertThat(result.all().strip().lines()).hasSize(1);
    }
    cluster.close();
  }

  @Test
  void anUnknownOptionAndAnUnknownVerbSayWhatToDo() {
    var cluster = new TestCluster("usage", 5);
    assertThat(cluster.k4j("status", "--colour").all()).contains("Unknown option", "--help");
    assertThat(cluster.k4j("fly").code()).isEqualTo(2);
    assertThat(cluster.k4j("kubectl", "get", "pods").all()).contains("k4j start");
  }
}
