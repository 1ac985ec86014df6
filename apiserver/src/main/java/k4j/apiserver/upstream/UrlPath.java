package k4j.apiserver.upstream;

import java.nio.charset.StandardCharsets;

/// Escapes paths of URLs as Go does. Pure.
public final class UrlPath {

  private static final String PLAIN = "-_.~$&+,/:;=@";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private UrlPath() {}

  public static String encode(String path) {
    var out = new StringBuilder(path.length());
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || PLAIN.indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return out.toString();
  }
}
