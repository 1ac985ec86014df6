package k4j.bench.apiserver;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.SystemEdge;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.storage.StoredObjectCodec;
import k4j.store.Store;
import k4j.store.embedded.EmbeddedStore;
import k4j.store.embedded.StoreSettings;

/// Measures what one request costs in the API server's pipeline alone: CPU time of the calling
/// thread, without sockets and TLS, so that a busy machine disturbs it little.
///
/// Arguments: rounds, requests a round.
@SystemEdge
public final class PipelineBench {

  private final Transport transport;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private PipelineBench(Transport transport) {
    this.transport = transport;
  }

  public static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
    int requests = args.length > 1 ? Integer.parseInt(args[1]) : 4_000;
    ScheduledExecutorService timer =
        Executors.newScheduledThreadPool(1, Thread.ofPlatform().daemon().factory());
    InstantSource clock = InstantSource.system();
    try (Store<StoredObject> store =
            EmbeddedStore.inMemory(
                new StoredObjectCodec(Encryption.none(), new BuiltinCatalog()),
                StoreSettings.of(clock, timer));
        var server =
            new ApiServer(
                new ApiServerBuilder(new BuiltinCatalog(), clock, timer, new SecureRandom())
                    .store(store)
                    .config());
        var transport = server.transport(User.of("bench", User.MASTERS), "bench/1")) {
      var bench = new PipelineBench(transport);
      for (String what : List.of("parse", "create", "patch", "apply", "update")) {
        bench.measure(what, rounds, requests);
      }
    } finally {
      timer.shutdownNow();
    }
  }

  private void measure(String what, int rounds, int requests) {
    double[] micros = new double[rounds];
    double[] kilobytes = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      String namespace = what + round;
      long cpu = threads.getCurrentThreadCpuTime();
      long bytes = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < requests; i++) {
        one(what, namespace, i);
      }
      micros[round] = (threads.getCurrentThreadCpuTime() - cpu) / 1e3 / requests;
      kilobytes[round] = (threads.getCurrentThreadAllocatedBytes() - bytes) / 1e3 / requests;
    }
    Arrays.sort(micros);
    Arrays.sort(kilobytes);
    System.out.printf(
        "%-7s median %.0f us of CPU (best %.0f), %.0f KB allocated%n",
        what, micros[rounds / 2], micros[0], kilobytes[rounds / 2]);
  }

  private void one(String what, String namespace, int number) {
    String pods = "/api/v1/namespaces/" + namespace + "/pods";
    switch (what) {
      case "parse" -> pod("pod");
      case "create" -> send("POST", pods, "application/json", pod("pod-" + number));
      case "patch" -> {
        ensure(pods, number);
        send(
            "PATCH",
            pods + "/pod",
            "application/strategic-merge-patch+json",
            JsonParser.parse("{\"metadata\":{\"labels\":{\"n\":\"" + number + "\"}}}"));
      }
      case "apply" ->
          send("PATCH", pods + "/pod", "application/apply-patch+yaml", labelled(number));
      case "update" -> {
        ensure(pods, number);
        send("PUT", pods + "/pod", "application/json", labelled(number));
      }
      default -> throw new IllegalArgumentException(what);
    }
  }

  private void ensure(String pods, int number) {
    if (number == 0) {
      send("POST", pods, "application/json", pod("pod"));
    }
  }

  private JsonObject labelled(int number) {
    return pod("pod").withAt(Json.of("n" + number), "metadata", "labels", "n");
  }

  private void send(String method, String path, String type, Json body) {
    Map<String, List<String>> query =
        type.contains("apply") ? Map.of("fieldManager", List.of("bench")) : Map.of();
    transport.send(new Request(method, path, query, type, body));
  }

  private static JsonObject pod(String name) {
    return JsonParser.parseObject(ApiServerBench.pod(name));
  }
}
