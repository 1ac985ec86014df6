package k4j.client.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import k4j.api.Kinds;
import k4j.api.core.v1.ConfigMap;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.transport.Request;
import k4j.api.transport.WatchEvent;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.http.HttpSettings;
import k4j.apiserver.http.HttpsServer;
import k4j.apiserver.negotiation.Shaper;
import k4j.client.Client;
import k4j.client.ListOptions;
import k4j.client.Patch;
import k4j.client.Resources;
import k4j.client.Surroundings;
import k4j.client.informer.Handler;
import k4j.client.informer.Informers;
import k4j.testing.Eventually;
import k4j.testing.TestTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client against a real server over TLS.
class HttpsTransportTest {

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor();
  private static final Surroundings SURROUNDINGS =
      new Surroundings(InstantSource.system(), TIMER, new Random(1));
  private static HttpsServer server;
  private static HttpsTransport transport;

  @BeforeAll
  static void start() throws GeneralSecurityException, IOException {
    ApiServer api =
        new ApiServerBuilder(new BuiltinCatalog(), InstantSource.system(), TIMER, new Random(1))
            .build();
    Authenticator authenticator =
        credentials -> {
          if (credentials.bearerToken().equals("secret")) {
            return new Authenticator.Result.Known(User.of("bob", User.MASTERS));
          }
          return credentials.clientCertificates().isEmpty()
              ? new Authenticator.Result.NotMine()
              : new Authenticator.Result.Known(User.of("alice", User.MASTERS));
        };
    server =
        new HttpsServer(
                new HttpSettings("127.0.0.1", 0, TestTls.server()),
                List.of(authenticator),
                api,
                new Shaper((_, metadata, items, _, _) -> metadata.with("rows", items.size())),
                _ -> {
                  throw new IOException("no nodes here");
                })
            .start();
    transport = new HttpsTransport(withCertificate(), "k4j-test/1");
    new Client(transport)
        .on(Kinds.NAMESPACES)
        .create(
            Kinds.NAMESPACES.of(
                JsonObject.EMPTY
                    .with("apiVersion", "v1")
                    .with("kind", "Namespace")
                    .withAt(Json.of("default"), "metadata", "name")));
  }

  private static ServerAccess withoutUser() throws GeneralSecurityException, IOException {
    return ServerAccess.of(
        URI.create("https://127.0.0.1:" + server.port()), Keys.serverCertificate());
  }

  private static ServerAccess withCertificate() throws GeneralSecurityException, IOException {
    return withoutUser().withCertificate(Keys.clientCertificate(), Keys.clientKey());
  }

  @AfterAll
  static void stop() {
    transport.close();
    server.close();
    TIMER.shutdownNow();
  }

  private static Resources<ConfigMap> maps() {
    return new Client(transport).in(Kinds.CONFIG_MAPS, "default");
  }

  private static ConfigMap map(String name) {
    ConfigMap map = ConfigMap.EMPTY;
    return map.withMetadata(map.metadata().withName(name)).withData(Map.of("k", "v"));
  }

  @Test
  void readsAndWrites() {
    ConfigMap created = maps().create(map("rw"));
    assertThat(created.uid()).isNotEmpty();
    ConfigMap patched =
        maps().patch("rw", Patch.merge(JsonParser.parse("{\"data\": {\"k\": \"w\"}}")));
    assertThat(patched.data()).containsEntry("k", "w");
    assertThat(maps().get("rw").data()).containsEntry("k", "w");
    assertThat(maps().list()).extracting(ConfigMap::name).contains("rw");
    maps().delete("rw");
    assertThat(maps().find("rw")).isEmpty();
  }

  @Test
  void failuresAreThoseOfTheServer() {
    assertThatThrownBy(() -> maps().get("nobody"))
        .isInstanceOfSatisfying(
            StatusException.class,
            e -> {
              assertThat(e.isNotFound()).isTrue();
              assertThat(e).hasMessage("configmaps \"nobody\" not found");
            });
  }

  @Test
  void aServerThatCannotBeReachedIsUnavailable() throws GeneralSecurityException, IOException {
    ServerAccess nobody =
        ServerAccess.of(URI.create("https://127.0.0.1:1"), Keys.serverCertificate());
    try (var broken = new HttpsTransport(nobody, "k4j-test/1")) {
      assertThatThrownBy(() -> new Client(broken).in(Kinds.CONFIG_MAPS, "default").get("x"))
          .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.code()).isEqualTo(503));
    }
  }

  @Test
  void watches() {
    var listing = maps().list(ListOptions.ALL);
    try (var watching = maps().watch(ListOptions.ALL.from(listing.resourceVersion()))) {
      maps().create(map("seen"));
      maps().delete("seen");
      assertThat(watching.next().orElseThrow().type()).isEqualTo(WatchEvent.Type.ADDED);
      assertThat(watching.next().orElseThrow().type()).isEqualTo(WatchEvent.Type.DELETED);
    }
  }

  @Test
  void anInformerFollowsOverTheWire() {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    maps().create(map("before"));
    try (var informers = new Informers(new Client(transport), SURROUNDINGS)) {
      var informer = informers.of(Kinds.CONFIG_MAPS);
      informer.handle(Handler.each(map -> told.add(map.name())));
      informers.start();
      informers.awaitSync();
      assertThat(told).contains("before");
      maps().create(map("after"));
      Eventually.await("told", () -> told.contains("after"));
      assertThat(informer.get("default/after")).isPresent();
    }
  }

  @Test
  void aTokenFromAFileServesToo(@TempDir Path directory)
      throws GeneralSecurityException, IOException {
    Path file = Files.writeString(directory.resolve("token"), "secret\n");
    ServerAccess access = withoutUser().withToken(new TokenFile(file, InstantSource.system()));
    try (var other = new HttpsTransport(access, "k4j-test/1")) {
      assertThat(other.send(Request.get("/api/v1/namespaces/default", Map.of())).code())
          .isEqualTo(200);
    }
  }

  @Test
  void aKubeconfigSaysAllThatIsNeeded(@TempDir Path directory)
      throws GeneralSecurityException, IOException {
    Files.writeString(directory.resolve("ca.pem"), Keys.serverCertificate());
    String certificate = base64(Keys.clientCertificate());
    String key = base64(Keys.clientKey());
    Path file =
        Files.writeString(
            directory.resolve("config"),
            """
            apiVersion: v1
            kind: Config
            current-context: here
            contexts:
            - name: here
              context: {cluster: test, user: alice, namespace: team}
            clusters:
            - name: test
              cluster:
                server: https://127.0.0.1:%d
                certificate-authority: ca.pem
            users:
            - name: alice
              user:
                client-certificate-data: %s
                client-key-data: %s
            """
                .formatted(server.port(), certificate, key));
    Kubeconfig config =
        Kubeconfig.read(List.of(directory.resolve("none"), file), InstantSource.system());
    String context = config.currentContext().orElseThrow();
    assertThat(config.namespace(context)).isEqualTo("team");
    try (var other = new HttpsTransport(config.access(context), "k4j-test/1")) {
      assertThat(new Client(other).on(Kinds.NAMESPACES).get("default").name()).isEqualTo("default");
    }
    assertThatThrownBy(() -> config.access("elsewhere"))
        .hasMessage("context \"elsewhere\" does not exist");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void addressesAreEscaped() {
    var request =
        Request.get("/api/v1/namespaces/a b", Map.of("labelSelector", List.of("a in (b,c)")));
    assertThat(HttpsTransport.uri(URI.create("https://h:1/"), request))
        .hasToString("https://h:1/api/v1/namespaces/a%20b?labelSelector=a%20in%20%28b%2Cc%29");
  }
}
