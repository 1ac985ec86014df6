package k4j.kubelet.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.cri.image.AuthConfig;
import k4j.kubelet.reference.ConfigData;

/// The credentials in secrets of types `kubernetes.io/dockerconfigjson` and
/// `kubernetes.io/dockercfg`.
public final class PullSecrets {

  private PullSecrets() {}

  private record Match(String registry, AuthConfig auth) {}

  /// The credentials that fit an image, the most specific first.
  public static List<AuthConfig> forImage(List<JsonObject> secrets, String image) {
    String target = ImageNames.hostAndRepository(image);
    List<Match> matches = new ArrayList<>();
    for (JsonObject secret : secrets) {
      JsonObject auths = auths(secret);
      for (String registry : auths.names()) {
        if (fits(registry, target)) {
          matches.add(new Match(registry, auth(registry, auths.object(registry))));
        }
      }
    }
    return matches.stream()
        .sorted(Comparator.comparingInt((Match m) -> m.registry().length()).reversed())
        .map(Match::auth)
        .toList();
  }

  private static JsonObject auths(JsonObject secret) {
    Map<String, byte[]> data = ConfigData.ofSecret(secret);
    try {
      if (data.containsKey(".dockerconfigjson")) {
        return parse(data.get(".dockerconfigjson")).object("auths");
      }
      return data.containsKey(".dockercfg") ? parse(data.get(".dockercfg")) : JsonObject.EMPTY;
    } catch (JsonException _) {
      return JsonObject.EMPTY; // the API server validates these secrets: nothing to say here
    }
  }

  private static JsonObject parse(byte[] bytes) {
    Json json = JsonParser.parse(bytes);
    return json instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  private static AuthConfig auth(String registry, JsonObject entry) {
    String user = entry.string("username");
    String password = entry.string("password");
    if (user.isEmpty() && !entry.string("auth").isEmpty()) {
      byte[] decoded = Base64.getMimeDecoder().decode(entry.string("auth"));
      String text = new String(decoded, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      user = colon < 0 ? text : text.substring(0, colon);
      password = colon < 0 ? "" : text.substring(colon + 1);
    }
    return new AuthConfig(
        user, password, "", registry, entry.string("identitytoken"), entry.string("registrytoken"));
  }

  /// Whether an entry such as `https://index.docker.io/v1/`, `*.example.com` or
  /// `registry.example.com/team` covers a repository.
  static boolean fits(String registry, String target) {
    String plain = registry.replaceFirst("^https?://", "").replaceFirst("/(v1|v2)?/?$", "");
    int slash = plain.indexOf('/');
    String host = slash < 0 ? plain : plain.substring(0, slash);
    String path = slash < 0 ? "" : plain.substring(slash);
    if (host.equals("index.docker.io") || host.equals("registry-1.docker.io")) {
      host = "docker.io";
    }
    int at = target.indexOf('/');
    return hostFits(host, target.substring(0, at)) && target.substring(at).startsWith(path);
  }

  private static boolean hostFits(String pattern, String host) {
    String[] wanted = pattern.split("\\.", -1);
    String[] found = host.split("\\.", -1);
    if (wanted.length != found.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      boolean same =
          wanted[i].equals("*")
              || (wanted[i].startsWith("*") && found[i].endsWith(wanted[i].substring(1)))
              || wanted[i].equals(found[i]);
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
