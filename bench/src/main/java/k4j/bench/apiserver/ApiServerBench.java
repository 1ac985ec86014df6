package k4j.bench.apiserver;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import k4j.api.meta.SystemEdge;

/// Measures the API server over HTTPS with a durable store: creates per second with 32 clients, and
/// how long a LIST of 10,000 pods takes. Clients and server share the machine and the process.
///
/// Arguments: rounds, seconds a round, clients.
@SystemEdge
public final class ApiServerBench {

  private static final int WARM_SECONDS = 20;
  private static final int LISTED = 10_000;
  private static final byte[] NOTHING = {};

  private final int rounds;
  private final int seconds;
  private final int clients;
  private final AtomicLong names = new AtomicLong();

  private ApiServerBench(int rounds, int seconds, int clients) {
    this.rounds = rounds;
    this.seconds = seconds;
    this.clients = clients;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    int clients = args.length > 2 ? Integer.parseInt(args[2]) : 32;
    Path folder = Files.createTempDirectory("k4j-bench");
    try (BenchServer server = new BenchServer(folder)) {
      var bench = new ApiServerBench(rounds, seconds, clients);
      bench.creates(server);
      bench.lists(server);
    } finally {
      remove(folder);
    }
  }

  private void creates(BenchServer server) throws InterruptedException {
    var perSecond = new ArrayList<Double>();
    var micros = new ArrayList<Double>();
    createRound(server, "warm", WARM_SECONDS); // what the compiler costs is not what a create costs
    for (int round = 0; round < rounds; round++) {
      long before = cpuNanos();
      double rate = createRound(server, "creates-" + round, seconds);
      perSecond.add(rate);
      micros.add((cpuNanos() - before) / 1e3 / (rate * seconds));
    }
    show("creates/s, " + clients + " clients", perSecond);
    show("CPU of a create, client and server, us", micros);
  }

  /// What this process has used: on a machine with other work it tells more than the clock.
  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  private double createRound(BenchServer server, String namespace, int duration)
      throws InterruptedException {
    var made = new AtomicLong();
    long start = System.nanoTime();
    long end = start + duration * 1_000_000_000L;
    List<Thread> threads =
        Stream.generate(() -> namespace)
            .limit(clients)
            .map(name -> Thread.ofPlatform().start(() -> create(server, name, end, made)))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    return made.get() / ((System.nanoTime() - start) / 1e9);
  }

  private void create(BenchServer server, String namespace, long end, AtomicLong made) {
    String path = "/api/v1/namespaces/" + namespace + "/pods";
    try (LoadConnection connection = server.connect()) {
      while (System.nanoTime() < end) {
        var answer = connection.send("POST", path, pod("pod-" + names.incrementAndGet()));
        if (answer.status() != 201) {
          throw new IOException("create answered " + answer.status());
        }
        made.incrementAndGet();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void lists(BenchServer server) throws IOException {
    String path = "/api/v1/namespaces/listed/pods";
    var millis = new ArrayList<Double>();
    long length = 0;
    try (LoadConnection connection = server.connect()) {
      for (int i = 0; i < LISTED; i++) {
        connection.send("POST", path, pod("pod-" + i));
      }
      for (int i = 0; i < rounds * 4; i++) {
        long start = System.nanoTime();
        length = connection.send("GET", path, NOTHING).length();
        millis.add((System.nanoTime() - start) / 1e6);
      }
    }
    show("LIST of " + LISTED + " pods, " + length / 1_000_000 + " MB, ms", millis);
  }

  public static byte[] pod(String name) {
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"web",
    "pod-template-hash":"6d4cf56db6"},"ownerReferences":[{"apiVersion":"apps/v1",
    "kind":"ReplicaSet","name":"web-6d4cf56db6","uid":"11111111-2222-3333-4444-555555555555",
    "controller":true,"blockOwnerDeletion":true}]},"spec":{"containers":[{"name":"web",
    "image":"registry.example.com/team/web:1.2.3","ports":[{"name":"http",
    "containerPort":8080}],"env":[{"name":"MODE","value":"production"},{"name":"POD_NAME",
    "valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],"resources":{"requests":{
    "cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},"livenessProbe":{"httpGet":{
    "path":"/healthz","port":"http"}},"readinessProbe":{"httpGet":{"path":"/ready",
    "port":"http"}},"volumeMounts":[{"name":"config","mountPath":"/etc/web"}]}],
    "volumes":[{"name":"config","configMap":{"name":"web"}}],
    "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists",
    "effect":"NoExecute","tolerationSeconds":300}]}}
    """
        .formatted(name)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void show(String what, List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        "%s: median %.0f (%s)%n",
        what,
        sorted[sorted.length / 2],
        Arrays.toString(Arrays.stream(sorted).mapToLong(Math::round).toArray()));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
