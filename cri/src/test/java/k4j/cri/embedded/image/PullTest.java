package k4j.cri.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.cri.CriException;
import k4j.cri.container.ContainerConfig;
import k4j.cri.embedded.TestRuntime;
import k4j.cri.image.AuthConfig;
import k4j.cri.image.ImageSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PullTest {
  @TempDir Path directory;

  private static TestImage image() throws IOException {
    return new TestImage()
        .layer(TestImage.shell().directory("data").file("data/gone", 0644, "x"))
        .layer(
            new TestImage.Layer()
                .file("data/.wh.gone", 0644, "")
                .file("data/here", 0644, "from the image\n"))
        .config("Entrypoint", List.of("/bin/sh", "-c"))
        .config(
            "Cmd",
            List.of("cat here; cat gone; echo $GREETING $0 $HOME; echo x >new && echo written"))
        .config("Env", List.of("PATH=/bin", "GREETING=hello world"))
        .config("WorkingDir", "/data")
        .config("StopSignal", "SIGINT")
        .config("User", "root");
  }

  @Test
  void pullsAndRuns() throws Exception {
    TestImage image = image();
    try (TestRegistry registry = TestRegistry.start(directory, false);
        TestRuntime test = TestRuntime.open("auto").withNetwork("10.231.4.0/24")) {
      registry.push(image, "team/app", "v1");
      String name = registry.host() + "/team/app:v1";
      ImageSpec spec = ImageSpec.of(name);
      assertThat(test.embedded().images().imageStatus(spec)).isEmpty();
      String id = test.embedded().images().pullImage(spec, null, null);
      assertThat(id).isEqualTo(image.id());
      assertThat(test.embedded().images().imageStatus(spec).orElseThrow().repoDigests())
          .containsExactly(registry.host() + "/team/app@" + DigestStream.digest(image.manifest()));
      String byDigest = registry.host() + "/team/app@" + DigestStream.digest(image.manifest());
      assertThat(test.embedded().images().pullImage(ImageSpec.of(byDigest), null, null))
          .isEqualTo(id);
      String sandbox = test.sandbox("image");
      String container =
          test.start(
              sandbox, ContainerConfig.builder("main", 0, ImageSpec.of(id)).logPath("main.log"));
      assertThat(test.awaitExit(container).exitCode()).isZero();
      assertThat(test.log(container))
          .contains("from the image", "hello world /bin/sh /root", "written")
          .anyMatch(line -> line.contains("gone") && line.contains("No such file"));
      assertThat(test.runtime().containerStatus(container).stopSignal()).isEqualTo("SIGINT");
      assertThatThrownBy(() ->
              test.embedded()
                  .images()
                  .pullImage(ImageSpec.of(registry.host() + "/team/none:v1"), null, null))
          .isInstanceOfSatisfying(
              CriException.class, e -> assertThat(e.code()).isEqualTo(CriException.Code.NOT_FOUND))
          .hasMessageContaining("failed to resolve reference")
          .hasMessageEndingWith("team/none:v1: not found");
      test.embedded().images().removeImage(spec);
      assertThat(test.embedded().images().imageStatus(spec)).isEmpty();
      assertThat(test.embedded().images().imageFsInfo().imageFilesystems().getFirst().usedBytes())
          .isPositive();
    }
  }

  @Test
  void authenticatesByPassword() throws Exception {
    try (TestRegistry registry = TestRegistry.start(directory.resolve("registry"), true)) {
      TestImage image = image();
      registry.push(image, "secret", "latest");
      ImageStore store = new ImageStore(directory.resolve("images"), false, Set::of);
      Pulls pulls = new Pulls(store);
      String name = registry.host() + "/secret";
      assertThatThrownBy(() -> pulls.pull(name, Optional.empty()))
          .isInstanceOf(CriException.class)
          .hasMessageContaining("no basic auth credentials");
      assertThatThrownBy(
              () -> pulls.pull(name, Optional.of(AuthConfig.basic(TestRegistry.USER, "wrong"))))
          .isInstanceOf(CriException.class)
          .hasMessageContaining("pull access denied");
      AuthConfig good = AuthConfig.basic(TestRegistry.USER, TestRegistry.PASSWORD);
      assertThat(pulls.pull(name, Optional.of(good))).isEqualTo(image.id());
    }
  }

  @Test
  void authenticatesByTokenAndFollowsRedirectsWithoutIt() throws Exception {
    TestImage image = image();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String host = "127.0.0.1:" + server.getAddress().getPort();
    server.createContext("/", exchange -> answer(exchange, host, image));
    server.start();
    try {
      ImageStore store = new ImageStore(directory.resolve("images"), false, Set::of);
      Pulls pulls = new Pulls(store);
      assertThatThrownBy(() -> pulls.pull(host + "/app", Optional.empty()))
          .isInstanceOf(CriException.class)
          .hasMessageContaining("failed to fetch anonymous token");
      assertThat(pulls.pull(host + "/app", Optional.of(AuthConfig.basic("user", "pass"))))
          .isEqualTo(image.id());
      assertThat(Files.exists(store.content(host + "/app").layers().getFirst())).isTrue();
    } finally {
      server.stop(0);
    }
  }

  /// A registry that wants a token from its own token service, and keeps blobs elsewhere.
  private static void answer(HttpExchange exchange, String host, TestImage image)
      throws IOException {
    String path = exchange.getRequestURI().getPath();
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] body = new byte[0];
    int status = 200;
    if (path.equals("/token")) {
      boolean good =
          authorization.equals("Basic dXNlcjpwYXNz")
              && exchange.getRequestURI().getQuery().contains("scope=repository:app:pull");
      status = good ? 200 : 401;
      body = "{\"token\":\"abc\"}".getBytes(StandardCharsets.UTF_8);
    } else if (path.startsWith("/elsewhere/")) {
      status = authorization.equals("null") ? 200 : 400;
      body = blob(image, path.substring("/elsewhere/".length()));
    } else if (!authorization.equals("Bearer abc")) {
      status = 401;
      exchange
          .getResponseHeaders()
          .set(
              "WWW-Authenticate",
              "Bearer realm=\"http://"
                  + host
                  + "/token\",service=\"test\",scope=\"repository:app:pull\"");
    } else if (path.endsWith("/manifests/latest")) {
      body = image.index();
    } else if (path.contains("/manifests/")) {
      body = image.manifest();
    } else {
      status = 307;
      String other = host.replace("127.0.0.1", "localhost");
      exchange
          .getResponseHeaders()
          .set("Location", "http://" + other + path.replace("/v2/app/blobs/", "/elsewhere/"));
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static byte[] blob(TestImage image, String digest) throws IOException {
    for (byte[] layer : image.compressed()) {
      if (DigestStream.digest(layer).equals(digest)) {
        return layer;
      }
    }
    return image.configBytes();
  }
}
