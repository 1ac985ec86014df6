package k4j.apiserver.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads URLs.
public final class RequestInfos {

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

  private static List<String> split(String path) {
    var parts = new ArrayList<String>();
    int from = 0;
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', from)) {
      if (at > from) {
        parts.add(path.substring(from, at));
      }
      from = at + 1;
    }
    if (from < path.length()) {
      parts.add(path.substring(from));
    }
    return parts;
  }

  private static RequestInfo resource(
      String method, String path, Query query, String group, String version, List<String> below) {
    List<String> parts = below;
    boolean oldWatch = parts.getFirst().equals("watch") && parts.size() > 1;
    if (oldWatch) {
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
    String subresource = parts.size() > 2 ? parts.get(2) : "";
    List<String> rest = parts.size() > 3 ? parts.subList(3, parts.size()) : List.of();
    String verb = oldWatch ? "watch" : verb(method, name, query);
    if (name.isEmpty() && (verb.equals("list") || verb.equals("watch"))) {
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
    for (String term : query.first("fieldSelector").split(",", -1)) {
      if (term.startsWith("metadata.name=")) {
        String value = term.substring("metadata.name=".length());
        return value.startsWith("=") ? value.substring(1) : value;
      }
    }
    return "";
  }
}
