package k4j.apiserver.aggregation;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import k4j.api.json.JsonObject;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.Api;
import k4j.apiserver.ApiServerOptions;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.discovery.DiscoveryEndpoint;
import k4j.apiserver.http.HttpSettings;
import k4j.apiserver.http.HttpsServer;
import k4j.apiserver.negotiation.Shaper;
import k4j.apiserver.openapi.OpenApiEndpoint;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.tunnel.NodeConnector;
import k4j.apiserver.tunnel.TlsNodeConnector;
import k4j.apiserver.webhook.EndpointResolver;
import k4j.apiserver.webhook.TestWebhook;
import k4j.testing.TestTls;

/// An API server with an aggregator and an extension API server, which is told what to answer.
final class ExtendedApi implements AutoCloseable {

  static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";

  final Api api;
  final TestWebhook extension;
  final HttpClient client = HttpClient.newBuilder().sslContext(TestTls.client()).build();
  private final HttpsServer server;

  /// Where else the extension listens; 0 for where it does.
  volatile int elsewhere;

  private final Aggregation aggregation;

  ExtendedApi(TestWebhook.Handler handler) {
    extension = new TestWebhook(handler);
    var made = new AtomicReference<Aggregation>();
    var tls = new TlsNodeConnector(TestTls.client(), frontProxy());
    NodeConnector connector = target -> tls.connect(here(target));
    var catalog = new BuiltinCatalog();
    api =
        new Api(builder ->
            builder
                .options(ApiServerOptions.DEFAULT.withConnector(connector))
                .endpoints(reader -> {
                  made.set(
                      new Aggregation(
                          reader,
                          catalog,
                          new EndpointResolver(reader, new SplittableRandom(1)),
                          connector,
                          builder.config().clock(),
                          builder.config().scheduler()));
                  return List.of(
                      made.get().endpoint(),
                      new DiscoveryEndpoint(catalog, "127.0.0.1:6443", made.get().discovery()),
                      new OpenApiEndpoint(catalog, "v1.36.2", made.get().discovery()));
                }));
    aggregation = made.get();
    Authenticator everybody =
        _ ->
            new Authenticator.Result.Known(
                new User("alice", "u1", List.of("devs", "ops"), Map.of("a/b", List.of("x"))));
    server =
        new HttpsServer(
                new HttpSettings("127.0.0.1", 0, TestTls.server()),
                List.of(everybody),
                api.server,
                new Shaper((_, metadata, _, _, _) -> metadata),
                connector)
            .start();
  }

  /// What the aggregator shows.
  private static List<KeyManager> frontProxy() {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(TestTls.clientKeys(), "changeit".toCharArray());
      return List.of(keys.getKeyManagers());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whatever the address, it is the extension's socket.
  private ConnectTarget here(ConnectTarget target) {
    int own = elsewhere == 0 ? extension.port() : elsewhere;
    int port = target.port() == 9 ? 9 : own;
    return new ConnectTarget(
        target.peer(), "127.0.0.1", port, target.path(), target.query(), target.manner());
  }

  void start() {
    aggregation.start(api.transport);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
  }

  void service() {
    api.post(
        "/api/v1/namespaces/default/services",
        "{'metadata':{'name':'api'},'spec':{'ports':[{'name':'https','port':443}]}}");
  }

  void endpoints(String address, boolean ready) {
    api.post(
        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        ("{'metadata':{'name':'api-1','labels':{'kubernetes.io/service-name':'api'}},"
                + "'addressType':'IPv4','ports':[{'name':'https','port':8443}],"
                + "'endpoints':[{'addresses':['%s'],'conditions':{'ready':%s}}]}")
            .formatted(address, ready));
  }

  void apiService(String version, String more) {
    api.post(
        SERVICES,
        ("{'metadata':{'name':'%s.example.com'},'spec':{'group':'example.com','version':'%s',"
                + "'groupPriorityMinimum':2000,'versionPriority':10,'service':"
                + "{'namespace':'default','name':'api'},'caBundle':'%s'%s}}")
            .formatted(version, version, TestWebhook.caBundle(), more));
  }

  JsonObject available(String name) {
    return api.get(SERVICES + "/" + name).object("status").array("conditions").objects().stream()
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  @Override
  public void close() {
    aggregation.close();
    client.close();
    server.close();
    extension.close();
    api.server.close();
  }
}
