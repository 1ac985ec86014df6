package k4j.apiserver.authorization;

import java.util.List;
import java.util.stream.Collectors;
import k4j.api.json.GoQuote;

/// Texts as Go's `%q` writes them, which many messages of Kubernetes show.
public final class Quoted {

  private Quoted() {}

  public static String text(String value) {
    return GoQuote.quote(value);
  }

  /// `["a" "b"]`
  public static String list(List<String> values) {
    return values.stream().map(Quoted::text).collect(Collectors.joining(" ", "[", "]"));
  }
}
