package k4j.apiserver.negotiation;

import java.util.List;
import k4j.api.meta.StatusException;
import k4j.apiserver.request.Headers;

/// What a route produces, and the words of the library that finds routes (go-restful), which come
/// before those of kube-apiserver itself. Pure.
public final class RouteForms {

  /// What the routes of built-in resources produce.
  public static final List<String> OBJECTS =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

  private RouteForms() {}

  /// @param shown what there is besides, which nobody accepts without accepting the rest
  /// @throws StatusException 406 where nothing is wanted that is produced
  public static void check(Headers headers, List<String> produced, String shown) {
    String accept = headers.first("accept");
    if (!accept.isEmpty() && !accepted(accept, produced)) {
      throw StatusException.noRouteGives(String.join(", ", produced) + shown);
    }
  }

  /// Whether a clause names exactly what there is: half a wildcard does not count.
  private static boolean accepted(String accept, List<String> produced) {
    for (String clause : accept.split(",", -1)) {
      int end = clause.indexOf(';');
      String type = (end < 0 ? clause : clause.substring(0, end)).strip();
      if (type.equals("*/*") || produced.contains(type)) {
        return true;
      }
    }
    return false;
  }
}
