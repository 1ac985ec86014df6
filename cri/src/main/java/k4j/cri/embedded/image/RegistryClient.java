package k4j.cri.embedded.image;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import k4j.cri.CriException;
import k4j.cri.image.AuthConfig;

/// What is needed of the registry protocol (OCI distribution specification) to pull: manifests and
/// blobs, with basic or token authentication.
///
/// Redirects are followed here and not by the HTTP client, which would hand credentials on to
/// storage services that refuse them.
final class RegistryClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int MAX_REDIRECTS = 5;
  private static final List<String> MANIFESTS =
      List.of(
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json");

  private final Reference reference;
  private final HttpClient http;
  private final RegistryAuth auth;

  RegistryClient(Reference reference, Optional<AuthConfig> credentials) {
    this.reference = reference;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(command -> Thread.ofVirtual().name("k4j-pull").start(command))
            .build();
    this.auth = new RegistryAuth(http, reference.repository(), credentials);
  }

  /// A document with its digest.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Manifest(String mediaType, String digest, byte[] bytes) {}

  Manifest manifest(String version) throws IOException {
    URI uri = URI.create(reference.base() + reference.repository() + "/manifests/" + version);
    HttpResponse<InputStream> answer = get(uri, String.join(", ", MANIFESTS));
    try (InputStream body = answer.body()) {
      check(answer, uri, reference.toString());
      byte[] bytes = body.readAllBytes();
      String digest = DigestStream.digest(bytes);
      if (version.startsWith("sha256:") && !version.equals(digest)) {
        throw new IOException("manifest has digest " + digest + ", expected " + version);
      }
      String type = answer.headers().firstValue("Content-Type").orElse("");
      return new Manifest(type, digest, bytes);
    }
  }

  InputStream blob(String digest) throws IOException {
    URI uri = URI.create(reference.base() + reference.repository() + "/blobs/" + digest);
    HttpResponse<InputStream> answer = get(uri, "*/*");
    check(answer, uri, digest);
    return answer.body();
  }

  private HttpResponse<InputStream> get(URI uri, String accept) throws IOException {
    HttpResponse<InputStream> answer = send(uri, accept, auth.header());
    if (answer.statusCode() == 401) {
      answer.body().close();
      auth.challenge(answer.headers().allValues("WWW-Authenticate"), uri);
      answer = send(uri, accept, auth.header());
    }
    URI at = uri;
    for (int i = 0; i < MAX_REDIRECTS && isRedirect(answer.statusCode()); i++) {
      answer.body().close();
      URI next = at.resolve(answer.headers().firstValue("Location").orElse(""));
      boolean sameHost = String.valueOf(next.getAuthority()).equals(uri.getAuthority());
      answer = send(next, accept, sameHost ? auth.header() : Optional.empty());
      at = next;
    }
    return answer;
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private HttpResponse<InputStream> send(URI uri, String accept, Optional<String> authorization)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER)
            .header("Accept", accept)
            .header("User-Agent", "k4j/0.1");
    authorization.ifPresent(value -> request.header("Authorization", value));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new CriException(
          CriException.Code.UNAVAILABLE, "failed to do request: Get \"" + uri + "\": " + text, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void check(HttpResponse<InputStream> answer, URI uri, String what)
      throws IOException {
    int status = answer.statusCode();
    if (status == 200) {
      return;
    }
    answer.body().close();
    throw switch (status) {
      case 404 -> CriException.notFound(what + ": not found");
      case 401, 403 ->
          new CriException(
              CriException.Code.UNAUTHENTICATED,
              "pull access denied, repository does not exist or may require authorization: server"
                  + " message: insufficient_scope: authorization failed");
      case 429 ->
          new CriException(
              CriException.Code.RESOURCE_EXHAUSTED,
              "unexpected status from GET request to " + uri + ": 429 Too Many Requests");
      default ->
          new CriException(
              CriException.Code.UNKNOWN,
              "unexpected status from GET request to " + uri + ": " + status);
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
