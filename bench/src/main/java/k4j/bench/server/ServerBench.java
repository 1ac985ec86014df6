package k4j.bench.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import k4j.api.meta.SystemEdge;
import k4j.bench.apiserver.ApiServerBench;
import k4j.bench.apiserver.LoadConnection;

/// The same load on a running API server, whoever made it: what it answers a second, and what each
/// second of its processor time is good for.
///
/// Arguments: name, kubeconfig, IDs of the server's processes with commas between, seconds an
/// operation, clients, watchers.
@SystemEdge
public final class ServerBench {

  private static final String SPACE = "/api/v1/namespaces/bench";
  private static final String PODS = SPACE + "/pods";
  private static final String MAPS = SPACE + "/configmaps";
  private static final String JSON = "application/json";
  private static final int LISTED = 1_000;

  private final String name;
  private final Target target;
  private final Load load;
  private final int watchers;

  private ServerBench(String name, Target target, Load load, int watchers) {
    this.name = name;
    this.target = target;
    this.load = load;
    this.watchers = watchers;
  }

  public static void main(String[] args)
      throws IOException, InterruptedException, TimeoutException {
    List<Long> processes = Arrays.stream(args[2].split(",")).map(Long::valueOf).toList();
    Target target = Target.of(Path.of(args[1]), processes);
    int seconds = Integer.parseInt(args[3]);
    int clients = Integer.parseInt(args[4]);
    new ServerBench(args[0], target, new Load(target, clients, seconds), Integer.parseInt(args[5]))
        .run();
  }

  private void run() throws IOException, InterruptedException, TimeoutException {
    prepare();
    System.out.printf(
        "%-6s %-8s %9s %9s %9s %9s%n", name, "", "each s", "each core", "p50 ms", "p99 ms");
    long before = target.residentBytes();
    Load.Result created = load.run(new Load.Operation("CREATE", 201, this::create));
    show(created);
    System.out.printf(
        "%-6s PODS     %.1f MB for each 1,000 of %d pods, %d MB without them%n",
        name,
        (target.residentBytes() - before) / 1e3 / created.sent(),
        created.sent(),
        before / 1_000_000);
    show(load.run(new Load.Operation("GET", 200, n -> sent("GET", MAPS + "/m0", JSON, ""))));
    show(load.run(new Load.Operation("PATCH", 200, this::patch)));
    show(load.run(new Load.Operation("APPLY", 200, this::apply)));
    show(load.run(new Load.Operation("LIST", 200, n -> sent("GET", MAPS, JSON, ""))));
    fanOut();
  }

  private void fanOut() throws IOException, InterruptedException, TimeoutException {
    try (var watch = new WatchFanOut(target, "/api/v1/namespaces/bench-watch/configmaps")) {
      long before = target.residentBytes();
      watch.begin(watchers);
      watch.writes(3, watchers);
      double used = target.processorSeconds();
      int writes = 10;
      double[] millis = watch.writes(writes, watchers);
      used = target.processorSeconds() - used;
      System.out.printf(
          "%-6s WATCH    %d watchers hear of a write in %.0f ms (slowest %.0f), %.0f events for"
              + " each second of a core, %d KB a watcher%n",
          name,
          watchers,
          millis[writes / 2],
          millis[writes - 1],
          watchers * (double) writes / used,
          (target.residentBytes() - before) / watchers / 1000);
    }
  }

  private void show(Load.Result result) {
    System.out.printf(
        "%-6s %-8s %9.0f %9.0f %9.2f %9.2f%n",
        name,
        result.name(),
        result.perSecond(),
        result.perCore(),
        result.median(),
        result.slowest());
  }

  private void prepare() throws IOException {
    try (LoadConnection connection = target.connect()) {
      for (String space : List.of("bench", "bench-watch")) {
        String body = "{\"metadata\":{\"name\":\"" + space + "\"}}";
        connection.send("POST", "/api/v1/namespaces", JSON, body);
      }
      // where no controller makes it
      String account = "{\"metadata\":{\"name\":\"default\"}}";
      connection.send("POST", SPACE + "/serviceaccounts", JSON, account);
      for (int i = 0; i < LISTED; i++) {
        connection.send("POST", MAPS, JSON, map("m" + i, i));
      }
      String watched = "/api/v1/namespaces/bench-watch/configmaps";
      connection.send("POST", watched, JSON, map("watched", 0));
    }
  }

  private Load.Sent create(long number) {
    String pod = new String(ApiServerBench.pod("p" + number), StandardCharsets.UTF_8);
    // No scheduler and no kubelet may spend time on it: only the API server is measured.
    String spec = "\"spec\":{\"schedulerName\":\"nobody\",\"automountServiceAccountToken\":false,";
    return sent(
        "POST", PODS, JSON, pod.replace("\"spec\":{\"containers\"", spec + "\"containers\""));
  }

  private Load.Sent patch(long number) {
    String body = "{\"data\":{\"key1\":\"" + number + "\"}}";
    return sent("PATCH", MAPS + "/m" + number % LISTED, "application/merge-patch+json", body);
  }

  private Load.Sent apply(long number) {
    String path = MAPS + "/m" + number % LISTED + "?fieldManager=bench&force=true";
    String body = map("m" + number % LISTED, number);
    String typed = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"," + body.substring(1);
    return sent("PATCH", path, "application/apply-patch+yaml", typed);
  }

  private static String map(String name, long number) {
    return """
    {"metadata":{"name":"%s","labels":{"app":"web"}},"data":{"key1":"%d","key2":"some more text",\
    "file.properties":"a=1\\nb=2\\nc=3"}}\
    """
        .formatted(name, number);
  }

  private static Load.Sent sent(String method, String path, String type, String body) {
    return new Load.Sent(method, path, type, body);
  }
}
