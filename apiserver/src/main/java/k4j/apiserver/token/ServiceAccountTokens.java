package k4j.apiserver.token;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Quoted;
import k4j.apiserver.registry.Reader;

/// Tells who shows a service account token.
public final class ServiceAccountTokens implements TokenAuthenticator {

  /// How many tokens' signatures are remembered.
  private static final int REMEMBERED = 4096;

  private final TokenKeys keys;
  private final List<String> issuers;
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

  /// @param issuers whose tokens count
  /// @param audiences of the API server itself
  /// @param use notes that tokens in secrets are used
  public ServiceAccountTokens(
      TokenKeys keys,
      List<String> issuers,
      List<String> audiences,
      Reader reader,
      LegacyTokenUse use,
      InstantSource clock) {
    this.keys = keys;
    this.issuers = List.copyOf(issuers);
    this.audiences = List.copyOf(audiences);
    binding = new TokenBinding(reader, use);
    this.clock = clock;
  }

  @Override
  public Result authenticate(String token, List<String> wanted) {
    Optional<JsonObject> unverified = SigningKey.unverified(token);
    String by = unverified.map(claims -> claims.string("iss")).orElse("");
    boolean legacy = by.equals(TokenClaims.LEGACY_ISSUER);
    if (!legacy && !issuers.contains(by)) {
      return new Result.NotMine();
    }
    Optional<JsonObject> claims = verify(token, unverified.orElseThrow());
    if (claims.isEmpty()) {
      return new Result.Rejected("invalid signature");
    }
    List<String> meant = audiences(claims.get(), wanted);
    if (meant.isEmpty()) {
      return new Result.Rejected(
          "token audiences "
              + Quoted.list(TokenClaims.audiences(claims.get()))
              + " is invalid for the target audiences "
              + Quoted.list(wanted));
    }
    TokenBinding.Bound bound =
        legacy ? binding.legacyUser(token, claims.get()) : bound(claims.get());
    return switch (bound) {
      case TokenBinding.Bound.To(User user) -> new Result.Known(user, meant);
      case TokenBinding.Bound.Broken(String reason) -> new Result.Rejected(reason);
    };
  }

  private TokenBinding.Bound bound(JsonObject claims) {
    String problem = TokenClaims.problem(claims, clock.instant());
    return problem.isEmpty()
        ? binding.user(claims, clock.instant())
        : new TokenBinding.Bound.Broken(problem);
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
    if (!keys.signed(token)) {
      return Optional.empty();
    }
    synchronized (verified) {
      verified.put(token, claims);
    }
    return Optional.of(claims);
  }
}
