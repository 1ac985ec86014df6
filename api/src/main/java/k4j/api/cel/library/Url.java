package k4j.api.cel.library;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.ListValue;
import k4j.api.cel.value.MapValue;
import k4j.api.cel.value.OpaqueValue;

/// A URL as Go's `url.ParseRequestURI` takes it: absolute, or a path that begins with a slash.
record Url(String scheme, String host, String escapedPath, String rawQuery) implements OpaqueValue {

  static final String TYPE = "kubernetes.URL";

  private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(.*)");
  private static final Pattern PORT = Pattern.compile("(:[0-9]*)?");
  private static final Pattern ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2}).{0,2}");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");

  static Url parse(String text) {
    if (text.isEmpty()) {
      throw error(text, "empty url");
    }
    if (CONTROL.matcher(text).find()) {
      throw error(text, "net/url: invalid control character in URL");
    }
    var scheme = SCHEME.matcher(text);
    boolean hasScheme = scheme.matches();
    String rest = hasScheme ? scheme.group(2) : text;
    if (!hasScheme && text.startsWith(":")) {
      throw error(text, "missing protocol scheme");
    }
    if (!rest.startsWith("/")) {
      if (hasScheme) {
        return new Url(scheme.group(1).toLowerCase(java.util.Locale.ROOT), "", "", "");
      }
      throw error(text, "invalid URI for request");
    }
    return split(text, hasScheme ? scheme.group(1) : "", rest);
  }

  private static Url split(String text, String scheme, String rest) {
    String body = before(rest, '#');
    String path = before(body, '?');
    String query = body.length() > path.length() ? body.substring(path.length() + 1) : "";
    String host = "";
    if (!scheme.isEmpty() && path.startsWith("//")) {
      int slash = path.indexOf('/', 2);
      String authority = path.substring(2, slash < 0 ? path.length() : slash);
      host = authority.substring(authority.lastIndexOf('@') + 1);
      path = slash < 0 ? "" : path.substring(slash);
    }
    requireHost(text, host);
    var escape = ESCAPE.matcher(path);
    if (escape.find()) {
      throw error(text, "invalid URL escape \"" + escape.group() + "\"");
    }
    return new Url(scheme.toLowerCase(java.util.Locale.ROOT), host, escaped(path), query);
  }

  private static String before(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private static void requireHost(String text, String host) {
    int bracket = host.lastIndexOf(']');
    if (host.startsWith("[") && bracket < 0) {
      throw error(text, "missing ']' in host");
    }
    int colon = bracket >= 0 ? bracket + 1 : Math.max(host.indexOf(':'), 0);
    String port = bracket >= 0 || host.indexOf(':') >= 0 ? host.substring(colon) : "";
    if (!PORT.matcher(port).matches()) {
      throw error(text, "invalid port \"" + port + "\" after host");
    }
    if (host.chars().anyMatch(c -> c == ' ' || c == '"' || c == '<' || c == '>')) {
      throw error(text, "invalid character \" \" in host name");
    }
  }

  /// Characters that must be escaped are; what is escaped stays.
  private static String escaped(String path) {
    var result = new StringBuilder();
    path.codePoints()
        .forEach(c -> {
          if (c > 0x7e || c <= ' ' || "\"<>\\^`{|}".indexOf(c) >= 0) {
            result.append(
                URLEncoder.encode(Character.toString(c), StandardCharsets.UTF_8)
                    .replace("+", "%20"));
          } else {
            result.appendCodePoint(c);
          }
        });
    return result.toString();
  }

  private static EvaluationException error(String text, String reason) {
    return new EvaluationException(
        "URL parse error during conversion from string: parse \"" + text + "\": " + reason);
  }

  String hostname() {
    if (host.startsWith("[")) {
      return host.substring(1, host.lastIndexOf(']'));
    }
    return before(host, ':');
  }

  String port() {
    String behind = host.startsWith("[") ? host.substring(host.lastIndexOf(']')) : host;
    int colon = behind.lastIndexOf(':');
    return colon < 0 ? "" : behind.substring(colon + 1);
  }

  CelMap query() {
    var values = new LinkedHashMap<String, List<Object>>();
    for (String pair : rawQuery.split("&", -1)) {
      if (!pair.isEmpty()) {
        String key = before(pair, '=');
        String value = pair.length() > key.length() ? pair.substring(key.length() + 1) : "";
        values.computeIfAbsent(decode(key), _ -> new ArrayList<>()).add(decode(value));
      }
    }
    var result = new LinkedHashMap<Object, Object>();
    values.forEach((key, list) -> result.put(key, ListValue.of(list)));
    return MapValue.of(result);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }

  @Override
  public String typeName() {
    return TYPE;
  }
}
