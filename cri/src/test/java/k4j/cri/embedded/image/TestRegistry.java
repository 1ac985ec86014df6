package k4j.cri.embedded.image;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import k4j.cri.embedded.TestRuntime;

/// Debian's `docker-registry` on a free port of the loopback, installed if it is not there.
final class TestRegistry implements AutoCloseable {
  static final String USER = "user";
  static final String PASSWORD = "secret";
  private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

  private final Process process;
  private final int port;
  private final boolean protectedByPassword;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestRegistry(Process process, int port, boolean protectedByPassword) {
    this.process = process;
    this.port = port;
    this.protectedByPassword = protectedByPassword;
  }

  static TestRegistry start(Path directory, boolean withPassword) throws IOException {
    TestRuntime.install("docker-registry", "/usr/bin");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Files.createDirectories(directory);
    Path users = Files.writeString(directory.resolve("users"), USER + ":" + HASH + "\n");
    String config =
        """
        version: 0.1
        log: {level: error}
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "127.0.0.1:%d"}
        """
            .formatted(directory.resolve("data"), port);
    if (withPassword) {
      config += "auth: {htpasswd: {realm: test, path: " + users + "}}\n";
    }
    Path file = Files.writeString(directory.resolve("config.yml"), config);
    Process process =
        new ProcessBuilder("/usr/bin/docker-registry", "serve", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    TestRegistry registry = new TestRegistry(process, port, withPassword);
    TestRuntime.await(registry::answers);
    return registry;
  }

  private boolean answers() {
    try {
      return send(request("").GET()).statusCode() < 500;
    } catch (IOException e) {
      return false;
    }
  }

  String host() {
    return "localhost:" + port;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/" + path));
    return protectedByPassword ? request.header("Authorization", authorization()) : request;
  }

  private static String authorization() {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// Pushes an image under a tag.
  void push(TestImage image, String repository, String tag) throws IOException {
    for (byte[] layer : image.compressed()) {
      blob(repository, layer);
    }
    blob(repository, image.configBytes());
    String own = "application/vnd.oci.image.manifest.v1+json";
    manifest(repository, DigestStream.digest(image.manifest()), own, image.manifest());
    manifest(repository, tag, own, image.manifest());
  }

  private void blob(String repository, byte[] content) throws IOException {
    HttpResponse<String> begun =
        send(request(repository + "/blobs/uploads/").POST(HttpRequest.BodyPublishers.noBody()));
    String location = begun.headers().firstValue("Location").orElseThrow();
    HttpRequest.Builder put =
        HttpRequest.newBuilder(URI.create(location + "&digest=" + DigestStream.digest(content)))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(content));
    expect(201, send(protectedByPassword ? put.header("Authorization", authorization()) : put));
  }

  private void manifest(String repository, String name, String type, byte[] content)
      throws IOException {
    expect(
        201,
        send(
            request(repository + "/manifests/" + name)
                .header("Content-Type", type)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))));
  }

  private static void expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    process.onExit().join();
  }
}
