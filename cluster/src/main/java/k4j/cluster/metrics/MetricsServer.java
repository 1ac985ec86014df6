package k4j.cluster.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Transport;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.queue.Pause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the kubelets of all nodes what is used, and serves it as the metrics API by way of the
/// aggregator: what metrics-server is elsewhere.
public final class MetricsServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
  private static final Duration RESOLUTION = Duration.ofSeconds(15);
  private static final Duration SECOND = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Client client;
  private final Surroundings surroundings;
  private final HttpClient kubelets;
  private final MetricsStore store = new MetricsStore(RESOLUTION);
  private final MetricsEndpoint endpoint;
  private final MetricsRegistration registration;
  private final Setup setup;
  private final Thread thread;

  /// Where it serves, and with what.
  ///
  /// @param tls shows a certificate of the service's name
  /// @param kubelets shows a certificate that kubelets let in
  /// @param authorityPem that signed the certificate
  /// @param trust whom it answers
  public record Setup(
      String address, SSLContext tls, SSLContext kubelets, String authorityPem, FrontProxy trust) {}

  /// @param transport as somebody who may register API services
  public MetricsServer(Transport transport, Surroundings surroundings, Setup setup) {
    client = new Client(transport);
    registration = new MetricsRegistration(transport);
    this.surroundings = surroundings;
    this.setup = setup;
    kubelets =
        HttpClient.newBuilder().sslContext(setup.kubelets()).connectTimeout(PATIENCE).build();
    endpoint =
        new MetricsEndpoint(
            setup.address(),
            setup.tls(),
            setup.trust(),
            new MetricsApi(store, new Objects(), surroundings.clock()));
    thread = Thread.ofVirtual().name("metrics-server").unstarted(this::run);
  }

  private final class Objects implements MetricsApi.ClusterObjects {
    @Override
    public List<JsonObject> nodes() {
      return client.on(Kinds.NODES).list().stream().map(Node::json).toList();
    }

    @Override
    public List<JsonObject> pods(String namespace) {
      var pods = namespace.isEmpty() ? client.on(Kinds.PODS) : client.in(Kinds.PODS, namespace);
      return pods.list().stream().map(pod -> pod.json()).toList();
    }
  }

  public void start() {
    endpoint.start();
    thread.start();
  }

  private void run() {
    Duration next = SECOND;
    boolean registered = false;
    do {
      try {
        scrape();
        if (!registered) {
          registration.ensure(setup.address(), endpoint.port(), setup.authorityPem());
          registered = true;
        }
      } catch (StatusException e) {
        LOG.atWarn().addKeyValue("error", e.getMessage()).log("Metrics not gathered");
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      if (!Pause.of(next, surroundings.timer())) {
        return;
      }
      next = RESOLUTION;
    } while (true);
  }

  private void scrape() throws InterruptedException {
    List<JsonObject> nodes = new Objects().nodes();
    store.keepOnly(
        nodes.stream()
            .map(node -> node.object("metadata").string("name"))
            .collect(Collectors.toSet()));
    for (JsonObject node : nodes) {
      String name = node.object("metadata").string("name");
      try {
        store.add(name, Scrape.parse(ask(node.object("status"))));
      } catch (IOException e) {
        LOG.atDebug()
            .addKeyValue("node", name)
            .addKeyValue("error", e.toString())
            .log("Kubelet not asked");
      }
    }
  }

  private String ask(JsonObject status) throws IOException, InterruptedException {
    String address =
        status.array("addresses").objects().stream()
            .filter(a -> a.string("type").equals("InternalIP"))
            .map(a -> a.string("address"))
            .findFirst()
            .orElseThrow(() -> new IOException("the node has no address"));
    long port = status.object("daemonEndpoints").object("kubeletEndpoint").integer("Port", 10250);
    URI uri = URI.create("https://%s:%d/metrics/resource".formatted(address, port));
    HttpResponse<String> answer =
        kubelets.send(
            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the kubelet answered " + answer.statusCode());
    }
    return answer.body();
  }

  @Override
  public void close() {
    thread.interrupt();
    endpoint.close();
    kubelets.shutdownNow();
  }
}
