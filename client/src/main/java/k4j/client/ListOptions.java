package k4j.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which objects a list, a watch or a collective delete is about.
///
/// @param resourceVersion empty for the newest state, `0` for any
/// @param limit how many a page holds, 0 for all
/// @param next the token of the page before, empty for the first page
public record ListOptions(
    String labelSelector, String fieldSelector, String resourceVersion, int limit, String next) {

  public static final ListOptions ALL = new ListOptions("", "", "", 0, "");

  public ListOptions withLabels(String selector) {
    return new ListOptions(selector, fieldSelector, resourceVersion, limit, next);
  }

  public ListOptions withFields(String selector) {
    return new ListOptions(labelSelector, selector, resourceVersion, limit, next);
  }

  public ListOptions from(String version) {
    return new ListOptions(labelSelector, fieldSelector, version, limit, next);
  }

  public ListOptions withLimit(int size) {
    return new ListOptions(labelSelector, fieldSelector, resourceVersion, size, next);
  }

  /// The options of the page that follows; a token brings its own resource version.
  public ListOptions after(String token) {
    return new ListOptions(labelSelector, fieldSelector, "", limit, token);
  }

  Map<String, List<String>> query() {
    var query = new HashMap<String, List<String>>();
    put(query, "labelSelector", labelSelector);
    put(query, "fieldSelector", fieldSelector);
    put(query, "resourceVersion", resourceVersion);
    put(query, "limit", limit == 0 ? "" : Integer.toString(limit));
    put(query, "continue", next);
    return query;
  }

  static void put(Map<String, List<String>> query, String name, String value) {
    if (!value.isEmpty()) {
      query.put(name, List.of(value));
    }
  }
}
