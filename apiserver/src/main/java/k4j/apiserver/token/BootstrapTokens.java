package k4j.apiserver.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Knows the tokens by which new nodes join (secrets of the type `bootstrap.kubernetes.io/token` in
/// `kube-system`).
public final class BootstrapTokens implements TokenAuthenticator {

  private static final Pattern TOKEN = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
  private static final Pattern GROUP =
      Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");
  private static final String EVERYBODY = "system:bootstrappers";

  private final Reader reader;
  private final List<String> audiences;
  private final InstantSource clock;

  /// @param audiences of the API server itself
  public BootstrapTokens(Reader reader, List<String> audiences, InstantSource clock) {
    this.reader = reader;
    this.audiences = List.copyOf(audiences);
    this.clock = clock;
  }

  @Override
  public Result authenticate(String token, List<String> wanted) {
    Matcher parts = TOKEN.matcher(token);
    List<String> meant = TokenAuthenticator.implied(audiences, wanted);
    if (!parts.matches() || meant.isEmpty()) {
      return new Result.NotMine();
    }
    String id = parts.group(1);
    Optional<JsonObject> secret =
        reader.get(Resources.SECRETS, "kube-system", "bootstrap-token-" + id);
    return secret
        .filter(found -> isGood(found, id, parts.group(2)))
        .flatMap(BootstrapTokens::groups)
        .<Result>map(groups ->
            new Result.Known(new User("system:bootstrap:" + id, "", groups, Map.of()), meant))
        .orElseGet(Result.NotMine::new);
  }

  private boolean isGood(JsonObject secret, String id, String password) {
    byte[] given = password.getBytes(UTF_8);
    return !secret.object("metadata").has("deletionTimestamp")
        && secret.string("type").equals("bootstrap.kubernetes.io/token")
        && MessageDigest.isEqual(data(secret, "token-secret").getBytes(UTF_8), given)
        && data(secret, "token-id").equals(id)
        && !isExpired(secret)
        && data(secret, "usage-bootstrap-authentication").equals("true");
  }

  private boolean isExpired(JsonObject secret) {
    String expiration = data(secret, "expiration");
    return !expiration.isEmpty()
        && Times.parse(expiration).map(end -> !clock.instant().isBefore(end)).orElse(true);
  }

  /// Empty where one of them is no group for newcomers.
  private static Optional<List<String>> groups(JsonObject secret) {
    var groups = new ArrayList<String>();
    groups.add(EVERYBODY);
    for (String group : data(secret, "auth-extra-groups").split(",", -1)) {
      String name = group.strip();
      if (!name.isEmpty() && !GROUP.matcher(name).matches()) {
        return Optional.empty();
      }
      if (!name.isEmpty() && !groups.contains(name)) {
        groups.add(name);
      }
    }
    groups.sort(null);
    return Optional.of(groups);
  }

  private static String data(JsonObject secret, String key) {
    try {
      return new String(Base64.getDecoder().decode(secret.object("data").string(key)), UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
