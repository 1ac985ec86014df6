package k4j.apiserver.authentication.jwt;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import org.jspecify.annotations.Nullable;

/// The public keys of an OpenID provider, fetched when they are first needed and again when a token
/// names one that is unknown.
final class ProviderKeys {

  private static final int PATIENCE_MILLIS = 10_000;
  private static final int MOST_BYTES = 1 << 20;

  /// No stranger's token makes the server ask more often than this.
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final String issuer;
  private final URI discovery;
  private final SSLContext tls;
  private final InstantSource clock;
  private @Nullable JWKSet keys;
  private Instant asked = Instant.MIN;

  /// @param discovery where the provider describes itself
  ProviderKeys(String issuer, URI discovery, SSLContext tls, InstantSource clock) {
    this.issuer = issuer;
    this.discovery = discovery;
    this.tls = tls;
    this.clock = clock;
  }

  /// @param id that a token names; empty where it names none
  /// @throws IOException where the provider cannot be asked
  synchronized JWKSet keys(String id) throws IOException {
    JWKSet known = keys;
    boolean missing = known == null || (!id.isEmpty() && known.getKeyByKeyId(id) == null);
    if (missing && !clock.instant().isBefore(asked.plus(PAUSE))) {
      asked = clock.instant();
      known = fetch();
      keys = known;
    }
    if (known == null) {
      throw new IOException("oidc: authenticator not initialized");
    }
    return known;
  }

  private JWKSet fetch() throws IOException {
    try {
      JsonObject provider = JsonParser.parseObject(get(discovery));
      if (!provider.string("issuer").equals(issuer)) {
        throw new IOException("oidc: issuer did not match the issuer returned by provider");
      }
      byte[] set = get(URI.create(provider.string("jwks_uri")));
      return JWKSet.parse(new String(set, StandardCharsets.UTF_8));
    } catch (ParseException | JsonException | IllegalArgumentException e) {
      throw new IOException("oidc: the provider's answer cannot be read", e);
    }
  }

  private byte[] get(URI uri) throws IOException {
    if (!(uri.toURL().openConnection() instanceof HttpsURLConnection connection)) {
      throw new IOException("oidc: the provider's keys are not served by HTTPS");
    }
    connection.setSSLSocketFactory(tls.getSocketFactory());
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    connection.setInstanceFollowRedirects(false);
    try (var in = connection.getInputStream()) {
      return in.readNBytes(MOST_BYTES);
    }
  }
}
