package k4j.cri.embedded.image;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import k4j.cri.CriException;
import k4j.cri.embedded.json.Json;
import k4j.cri.image.AuthConfig;

/// Credentials for one repository: answers a registry's challenge with what it asks for.
final class RegistryAuth {
  private static final Pattern PARAMETER = Pattern.compile("([a-zA-Z_]+)=\"([^\"]*)\"");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final String repository;
  private final Optional<AuthConfig> credentials;
  private volatile Optional<String> header = Optional.empty();

  RegistryAuth(HttpClient http, String repository, Optional<AuthConfig> credentials) {
    this.http = http;
    this.repository = repository;
    this.credentials = credentials;
    credentials
        .filter(c -> !c.registryToken().isEmpty())
        .ifPresent(c -> header = Optional.of("Bearer " + c.registryToken()));
  }

  /// The `Authorization` of the next request.
  Optional<String> header() {
    return header;
  }

  void challenge(List<String> challenges, URI uri) throws IOException {
    for (String challenge : challenges) {
      String scheme = challenge.split(" ", 2)[0].toLowerCase(Locale.ROOT);
      if (scheme.equals("bearer")) {
        header = Optional.of("Bearer " + token(parameters(challenge)));
        return;
      }
      if (scheme.equals("basic") && basic().isPresent()) {
        header = basic();
        return;
      }
    }
    throw new CriException(
        CriException.Code.UNAUTHENTICATED,
        "unexpected status from GET request to "
            + uri
            + ": 401 Unauthorized: no basic auth"
            + " credentials");
  }

  private static Map<String, String> parameters(String challenge) {
    Map<String, String> result = new LinkedHashMap<>();
    Matcher matcher = PARAMETER.matcher(challenge);
    while (matcher.find()) {
      result.put(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
    }
    return result;
  }

  /// User and password, also when they come as one base64 text.
  private Optional<String> basic() {
    return credentials.flatMap(c -> {
      if (!c.username().isEmpty()) {
        String pair = c.username() + ":" + c.password();
        byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
      }
      return c.auth().isEmpty() ? Optional.empty() : Optional.of("Basic " + c.auth());
    });
  }

  private String token(Map<String, String> challenge) throws IOException {
    String realm = challenge.getOrDefault("realm", "");
    String scope = challenge.getOrDefault("scope", "repository:" + repository + ":pull");
    String service = challenge.getOrDefault("service", "");
    Optional<AuthConfig> identity = credentials.filter(c -> !c.identityToken().isEmpty());
    HttpRequest.Builder request;
    if (identity.isPresent()) {
      String form =
          "grant_type=refresh_token&client_id=k4j&service="
              + encoded(service)
              + "&scope="
              + encoded(scope)
              + "&refresh_token="
              + encoded(identity.get().identityToken());
      request =
          HttpRequest.newBuilder(URI.create(realm))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(form));
    } else {
      String query = "service=" + encoded(service) + "&scope=" + encoded(scope);
      request =
          HttpRequest.newBuilder(URI.create(realm + (realm.contains("?") ? "&" : "?") + query));
      basic().ifPresent(value -> request.header("Authorization", value));
    }
    return fetch(request.timeout(TIMEOUT).build(), realm);
  }

  private String fetch(HttpRequest request, String realm) throws IOException {
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        String kind = credentials.isPresent() ? "oauth token" : "anonymous token";
        throw new CriException(
            CriException.Code.UNAUTHENTICATED,
            "failed to authorize: failed to fetch "
                + kind
                + ": unexpected status from GET request to "
                + realm
                + ": "
                + answer.statusCode());
      }
      Json body = Json.parse(answer.body());
      return body.get("token").text(body.get("access_token").text());
    } catch (IllegalArgumentException e) {
      throw new IOException("the token service did not answer in JSON", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
