package k4j.apiserver.authentication;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers for a while what another authenticator said of tokens; not that it failed.
public final class KeptTokens implements TokenAuthenticator {

  private static final int REMEMBERED = 8192;

  private final TokenAuthenticator asked;
  private final Duration ttl;
  private final InstantSource clock;
  private final Map<Key, Kept> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// @param digest of the token, which itself is not kept
  private record Key(String digest, List<String> wanted) {}

  private record Kept(Result result, Instant until) {}

  /// @param ttl how long; zero for not at all
  public KeptTokens(TokenAuthenticator asked, Duration ttl, InstantSource clock) {
    this.asked = asked;
    this.ttl = ttl;
    this.clock = clock;
  }

  @Override
  public Result authenticate(String token, List<String> wanted) {
    var key = new Key(TokenFile.digest(token), List.copyOf(wanted));
    Result known = known(key);
    if (known != null) {
      return known;
    }
    Result result = asked.authenticate(token, wanted);
    if (ttl.isPositive() && !(result instanceof Result.Rejected)) {
      synchronized (kept) {
        kept.put(key, new Kept(result, clock.instant().plus(ttl)));
      }
    }
    return result;
  }

  private @Nullable Result known(Key key) {
    synchronized (kept) {
      Kept found = kept.get(key);
      return found != null && clock.instant().isBefore(found.until()) ? found.result() : null;
    }
  }
}
