package k4j.api.cel.library;

import java.util.function.Function;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.EvaluationException;

/// Addresses of the web.
final class UrlFunctions {

  private static final String TYPE = Url.TYPE;

  private UrlFunctions() {}

  static void into(FunctionTable table) {
    table.add("string_to_url", "url(string) " + TYPE, args -> Url.parse((String) args[0]));
    part(table, "url_get_scheme", "getScheme() string", Url::scheme);
    part(table, "url_get_host", "getHost() string", Url::host);
    part(table, "url_get_hostname", "getHostname() string", Url::hostname);
    part(table, "url_get_port", "getPort() string", Url::port);
    part(table, "url_get_escaped_path", "getEscapedPath() string", Url::escapedPath);
    part(table, "url_get_query", "getQuery() map<string,list<string>>", Url::query);
    table.add("is_url_string", "isURL(string) bool", args -> isUrl((String) args[0]));
  }

  private static void part(
      FunctionTable table, String id, String signature, Function<Url, Object> part) {
    table.add(id, TYPE + "::" + signature, args -> part.apply((Url) args[0]));
  }

  private static boolean isUrl(String text) {
    try {
      Url.parse(text);
      return true;
    } catch (EvaluationException failure) {
      return false;
    }
  }
}
