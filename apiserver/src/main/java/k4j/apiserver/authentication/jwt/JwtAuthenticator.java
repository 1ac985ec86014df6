package k4j.apiserver.authentication.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonString;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration.Terms;
import org.jspecify.annotations.Nullable;

/// Knows the users of one OpenID provider.
final class JwtAuthenticator implements TokenAuthenticator {

  private final JwtRules rules;
  private final ProviderKeys keys;
  private final Terms terms;
  private final InstantSource clock;

  JwtAuthenticator(JwtRules rules, ProviderKeys keys, Terms terms, InstantSource clock) {
    this.rules = rules;
    this.keys = keys;
    this.terms = terms;
    this.clock = clock;
  }

  @Override
  public Result authenticate(String token, List<String> wanted) {
    List<String> meant = TokenAuthenticator.implied(terms.audiences(), wanted);
    try {
      JWSObject parsed = JWSObject.parse(token);
      JsonObject claims = JsonParser.parseObject(parsed.getPayload().toBytes());
      if (!claims.string("iss").equals(rules.issuer()) || meant.isEmpty()) {
        return new Result.NotMine();
      }
      if (!isSigned(parsed)) {
        return new Result.Rejected("oidc: verify token: failed to verify signature");
      }
      String problem = problem(claims);
      return problem.isEmpty()
          ? new Result.Known(rules.user(claims), meant)
          : new Result.Rejected("oidc: verify token: " + problem);
    } catch (ParseException | JsonException _) {
      return new Result.NotMine();
    } catch (IOException e) {
      return new Result.Rejected(String.valueOf(e.getMessage()));
    } catch (ClaimException e) {
      return new Result.Rejected(e.reason());
    }
  }

  private boolean isSigned(JWSObject token) throws IOException {
    JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
    String id = token.getHeader().getKeyID() == null ? "" : token.getHeader().getKeyID();
    if (!terms.algorithms().contains(algorithm.getName())) {
      return false;
    }
    for (JWK key : keys.keys(id).getKeys()) {
      if ((id.isEmpty() || id.equals(key.getKeyID())) && verifies(key, token)) {
        return true;
      }
    }
    return false;
  }

  private static boolean verifies(JWK key, JWSObject token) {
    try {
      JWSVerifier verifier =
          switch (key) {
            case RSAKey rsa -> new RSASSAVerifier(rsa);
            case ECKey elliptic -> new ECDSAVerifier(elliptic);
            default -> null;
          };
      return verifier != null
          && verifier.supportedJWSAlgorithms().contains(token.getHeader().getAlgorithm())
          && token.verify(verifier);
    } catch (JOSEException _) {
      return false;
    }
  }

  private String problem(JsonObject claims) {
    Instant now = clock.instant();
    if (!claims.has("exp") || !now.isBefore(Instant.ofEpochSecond(claims.integer("exp")))) {
      return "oidc: token is expired";
    }
    if (claims.has("nbf") && now.isBefore(Instant.ofEpochSecond(claims.integer("nbf")))) {
      return "oidc: current time is before the nbf (not before) time";
    }
    List<String> meant = audiencesOf(claims.get("aud"));
    return meant.stream().anyMatch(rules.audiences()::contains)
        ? ""
        : "oidc: expected audience in " + rules.audiences() + " got " + meant;
  }

  private static List<String> audiencesOf(@Nullable Json value) {
    return switch (value) {
      case JsonString one -> List.of(one.value());
      case JsonArray many -> many.strings();
      case null, default -> List.of();
    };
  }
}
