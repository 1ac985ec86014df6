package k4j.apiserver.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import k4j.api.selector.FieldSelector;
import k4j.api.selector.SelectorException;

/// Reads URLs.
public final class RequestInfos {

  /// Verbs that old URLs begin with.
  private static final Set<String> SPECIAL = Set.of("watch", "proxy");

  private static final Set<String> BELOW_NAMESPACE = Set.of("status", "finalize");

  private RequestInfos() {}

  public static RequestInfo of(String method, String path, Query query) {
    List<String> parts = split(path);
    String first = parts.isEmpty() ? "" : parts.getFirst();
    int start = first.equals("api") ? 2 : 3;
    boolean resource = (first.equals("api") || first.equals("apis")) && parts.size() > start;
    if (!resource) {
      return RequestInfo.other(method.toLowerCase(Locale.ROOT), path);
    }
    String group = start == 2 ? "" : parts.get(1);
    String version = parts.get(start - 1);
    return resource(method, path, query, group, version, parts.subList(start, parts.size()));
  }

  /// Only at its ends a path may have more slashes than it needs: those between count, and lead
  /// nowhere.
  private static List<String> split(String path) {
    int from = 0;
    int to = path.length();
    while (from < to && path.charAt(from) == '/') {
      from++;
    }
    while (to > from && path.charAt(to - 1) == '/') {
      to--;
    }
    var parts = new ArrayList<String>();
    for (int at = path.indexOf('/', from); at >= 0 && at < to; at = path.indexOf('/', from)) {
      parts.add(path.substring(from, at));
      from = at + 1;
    }
    if (from < to) {
      parts.add(path.substring(from, to));
    }
    return parts;
  }

  /// Whether a request to watch has the verb in its path (`/api/v1/watch/pods`).
  static boolean isOldWatch(RequestInfo info) {
    List<String> parts = split(info.path());
    int start = parts.getFirst().equals("api") ? 2 : 3;
    return parts.size() > start + 1 && parts.get(start).equals("watch");
  }

  private static RequestInfo resource(
      String method, String path, Query query, String group, String version, List<String> below) {
    List<String> parts = below;
    String special = SPECIAL.contains(parts.getFirst()) && parts.size() > 1 ? parts.getFirst() : "";
    if (!special.isEmpty()) {
      parts = parts.subList(1, parts.size());
    }
    String namespace = "";
    if (parts.getFirst().equals("namespaces") && parts.size() > 1) {
      namespace = parts.get(1);
      if (parts.size() > 2 && !BELOW_NAMESPACE.contains(parts.get(2))) {
        parts = parts.subList(2, parts.size());
      }
    }
    String name = parts.size() > 1 ? parts.get(1) : "";
    boolean below3 = parts.size() > 2 && !special.equals("proxy");
    String subresource = below3 ? parts.get(2) : "";
    List<String> rest = parts.size() > 3 ? parts.subList(3, parts.size()) : List.of();
    String verb = special.isEmpty() ? verb(method, name, query) : special;
    if (special.isEmpty() && name.isEmpty() && (verb.equals("list") || verb.equals("watch"))) {
      name = nameOf(query);
    }
    return new RequestInfo(
        true, verb, path, group, version, namespace, parts.getFirst(), subresource, name, rest);
  }

  private static String verb(String method, String name, Query query) {
    return switch (method) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
      case "GET", "HEAD" -> name.isEmpty() ? query.bool("watch") ? "watch" : "list" : "get";
      default -> "";
    };
  }

  /// A list that selects one name counts as a request for that name, so that rules with resource
  /// names hold.
  private static String nameOf(Query query) {
    try {
      String name = FieldSelector.parse(query.first("fieldSelector")).exact("metadata.name");
      return name == null || name.isEmpty() || !isSegment(name) ? "" : name;
    } catch (SelectorException _) {
      return ""; // whoever answers will complain
    }
  }

  private static boolean isSegment(String name) {
    return !name.equals(".") && !name.equals("..") && !name.contains("/") && !name.contains("%");
  }
}
