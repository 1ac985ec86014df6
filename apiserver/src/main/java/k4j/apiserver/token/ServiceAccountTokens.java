package k4j.apiserver.token;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.Credentials;
import k4j.apiserver.registry.Reader;

/// Tells who shows a service account token.
public final class ServiceAccountTokens implements Authenticator {

  /// How many tokens' signatures are remembered.
  private static final int REMEMBERED = 4096;

  private final SigningKey key;
  private final String issuer;
  private final List<String> audiences;
  private final TokenBinding binding;
  private final InstantSource clock;
  private final Map<String, JsonObject> verified =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JsonObject> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// @param issuer whose tokens count
  /// @param audiences of the API server itself
  public ServiceAccountTokens(
      SigningKey key, String issuer, List<String> audiences, Reader reader, InstantSource clock) {
    this.key = key;
    this.issuer = issuer;
    this.audiences = List.copyOf(audiences);
    binding = new TokenBinding(reader);
    this.clock = clock;
  }

  @Override
  public Result authenticate(Credentials credentials) {
    return credentials.bearerToken().isEmpty()
        ? new Result.NotMine()
        : authenticate(credentials.bearerToken(), audiences);
  }

  /// @param wanted for whom the token must be meant
  Result authenticate(String token, List<String> wanted) {
    Optional<JsonObject> unverified = SigningKey.unverified(token);
    String by = unverified.map(claims -> claims.string("iss")).orElse("");
    boolean legacy = by.equals(TokenClaims.LEGACY_ISSUER);
    if (!legacy && !by.equals(issuer)) {
      return new Result.NotMine();
    }
    Optional<JsonObject> claims = verify(token, unverified.orElseThrow());
    if (claims.isEmpty()) {
      return new Result.Rejected("invalid signature");
    }
    if (audiences(claims.get(), wanted).isEmpty()) {
      return new Result.Rejected(
          "token audiences "
              + TokenClaims.audiences(claims.get())
              + " is invalid for the target audiences "
              + wanted);
    }
    if (legacy) {
      return binding.legacyUser(token, claims.get());
    }
    String problem = TokenClaims.problem(claims.get(), clock.instant());
    return problem.isEmpty()
        ? binding.user(claims.get(), clock.instant())
        : new Result.Rejected(problem);
  }

  /// Those of the wanted audiences that a token is meant for.
  List<String> audiences(String token, List<String> wanted) {
    return SigningKey.unverified(token).map(claims -> audiences(claims, wanted)).orElse(List.of());
  }

  private List<String> audiences(JsonObject claims, List<String> wanted) {
    List<String> own = TokenClaims.audiences(claims);
    List<String> meant = own.isEmpty() ? audiences : own;
    return meant.stream().filter(wanted::contains).toList();
  }

  /// A signature never becomes wrong, so each is checked once.
  private Optional<JsonObject> verify(String token, JsonObject claims) {
    synchronized (verified) {
      JsonObject known = verified.get(token);
      if (known != null) {
        return Optional.of(known);
      }
    }
    if (!key.signed(token)) {
      return Optional.empty();
    }
    synchronized (verified) {
      verified.put(token, claims);
    }
    return Optional.of(claims);
  }
}
