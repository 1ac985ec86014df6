package k4j.apiserver.aggregation;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.apiserver.authentication.User;

/// Says on whose behalf a front proxy asks: the `X-Remote-` header fields. Pure.
final class RemoteUser {

  private static final String TOKEN = "!#$%&'*+-.^_`|~";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  /// The aggregator itself, which may see everything.
  static final User AGGREGATOR = User.of("system:kube-aggregator", User.MASTERS);

  private RemoteUser() {}

  static Map<String, List<String>> headers(User user) {
    var headers = new LinkedHashMap<String, List<String>>();
    headers.put("X-Remote-User", List.of(user.name()));
    if (!user.uid().isEmpty()) {
      headers.put("X-Remote-Uid", List.of(user.uid()));
    }
    if (!user.groups().isEmpty()) {
      headers.put("X-Remote-Group", List.copyOf(user.groups()));
    }
    user.extra().forEach((key, values) -> headers.put("X-Remote-Extra-" + escaped(key), values));
    return headers;
  }

  /// What may not stand in a header's name is percent-encoded, and so is the percent sign.
  private static String escaped(String key) {
    var out = new StringBuilder();
    for (byte each : key.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      boolean plain =
          c != '%'
              && ((c >= 'a' && c <= 'z')
                  || (c >= 'A' && c <= 'Z')
                  || (c >= '0' && c <= '9')
                  || TOKEN.indexOf(c) >= 0);
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return out.toString();
  }
}
