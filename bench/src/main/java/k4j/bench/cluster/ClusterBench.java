package k4j.bench.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.SystemEdge;
import k4j.api.transport.Request;
import k4j.api.transport.WatchEvent;
import k4j.api.yaml.YamlReader;
import k4j.client.https.HttpsTransport;
import k4j.client.https.ServerAccess;
import k4j.cluster.profile.ProfileHome;
import k4j.cluster.profile.RunningCluster;

/// Starts the built distribution over and over and prints medians: how long until the node is
/// Ready, what the idle process holds in memory, how long until a new Deployment's container runs.
///
/// Arguments: the distribution's launcher, the number of runs (5), seconds of idleness (10). Needs
/// root.
@SystemEdge
public final class ClusterBench {

  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String PODS = "/api/v1/namespaces/default/pods";

  private final String launcher;
  private final Path home;

  private ClusterBench(String launcher, Path home) {
    this.launcher = launcher;
    this.home = home;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    String launcher = arguments[0];
    int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    int idle = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
    Path home = Files.createTempDirectory("k4j-bench-");
    var bench = new ClusterBench(launcher, home);
    var first = new ArrayList<Long>();
    var again = new ArrayList<Long>();
    var memory = new ArrayList<Long>();
    var running = new ArrayList<Long>();
    for (int run = 0; run < runs; run++) {
      first.add(bench.timed("start"));
      bench.timed("stop");
      again.add(bench.timed("start"));
      Thread.sleep(Duration.ofSeconds(idle));
      memory.add(bench.residentMegabytes());
      for (int i = 0; i < 5; i++) {
        running.add(bench.untilRunning("run-" + i));
      }
      bench.timed("delete");
    }
    report("first start to Ready, new cluster", first, "ms");
    report("start to Ready, existing cluster", again, "ms");
    report("resident memory after " + idle + " s of idleness", memory, "MB");
    report("create deployment to container running", running, "ms");
  }

  private static void report(String what, List<Long> values, String unit) {
    List<Long> sorted = values.stream().sorted().toList();
    System.out.printf(
        "%-45s median %6d %s   (%d to %d, %d runs)%n",
        what,
        sorted.get(sorted.size() / 2),
        unit,
        sorted.getFirst(),
        sorted.getLast(),
        sorted.size());
  }

  private long timed(String verb) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(launcher, verb).redirectErrorStream(true);
    builder.environment().put("K4J_HOME", home.toString());
    builder.environment().put("KUBECONFIG", home.resolve("kubeconfig").toString());
    long begun = System.nanoTime();
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("k4j " + verb + " failed: " + said);
    }
    return Duration.ofNanos(System.nanoTime() - begun).toMillis();
  }

  private long residentMegabytes() throws IOException {
    long pid =
        RunningCluster.of(new ProfileHome(home).profile(ProfileHome.DEFAULT_PROFILE))
            .orElseThrow()
            .pid();
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElseThrow()
        / 1024;
  }

  private long untilRunning(String name) throws IOException {
    try (var transport = new HttpsTransport(access(), "k4j-bench");
        var events =
            transport.watch(
                Request.get(
                    PODS,
                    Map.of("watch", List.of("true"), "labelSelector", List.of("app=" + name))))) {
      long begun = System.nanoTime();
      transport.send(Request.of("POST", DEPLOYMENTS, Map.of(), deployment(name)));
      Optional<WatchEvent> event = events.next();
      while (event.isPresent() && !runs(event.get().object())) {
        event = events.next();
      }
      return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }
  }

  private static boolean runs(JsonObject pod) {
    return pod.object("status").array("containerStatuses").objects().stream()
        .anyMatch(status -> status.object("state").has("running"));
  }

  private static JsonObject deployment(String name) {
    return JsonParser.parseObject(
        """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "NAME"},
         "spec": {"selector": {"matchLabels": {"app": "NAME"}},
           "template": {"metadata": {"labels": {"app": "NAME"}},
             "spec": {"terminationGracePeriodSeconds": 0, "containers": [
               {"name": "main", "image": "k4j.local/host", "command": ["sleep", "100000"]}]}}}}
        """
            .replace("NAME", name)
            .getBytes(StandardCharsets.UTF_8));
  }

  private ServerAccess access() throws IOException {
    Path file = home.resolve(ProfileHome.DEFAULT_PROFILE).resolve("kubeconfig");
    var config = (JsonObject) YamlReader.parse(Files.readAllBytes(file));
    JsonObject server = config.array("clusters").object(0).object("cluster");
    JsonObject user = config.array("users").object(0).object("user");
    return ServerAccess.of(
            URI.create(server.string("server")), decoded(server, "certificate-authority-data"))
        .withCertificate(
            decoded(user, "client-certificate-data"), decoded(user, "client-key-data"));
  }

  private static String decoded(JsonObject from, String name) {
    return new String(Base64.getDecoder().decode(from.string(name)), StandardCharsets.UTF_8);
  }
}
