package k4j.apiserver.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.negotiation.Shaper;
import k4j.testing.TestTls;

/// A server that is asked over HTTPS, by an administrator.
public final class HttpsApi implements AutoCloseable {

  private final HttpsServer server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .sslContext(TestTls.client())
          .version(HttpClient.Version.HTTP_2)
          .build();

  public HttpsApi(Api api) {
    Authenticator anybody = _ -> new Authenticator.Result.Known(User.of("admin", User.MASTERS));
    server =
        new HttpsServer(
                new HttpSettings("127.0.0.1", 0, TestTls.server()),
                List.of(anybody),
                api.server,
                new Shaper((_, metadata, _, _, _) -> metadata),
                _ -> {
                  throw new IOException("no nodes here");
                })
            .start();
  }

  /// @param body empty where there is none
  public HttpResponse<String> send(String method, String pathAndQuery, String type, String body)
      throws IOException, InterruptedException {
    URI uri = URI.create("https://127.0.0.1:" + server.port() + pathAndQuery);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (body.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.method(method, BodyPublishers.ofString(body)).header("Content-Type", type);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
