package k4j.apiserver.dispatch;

import java.util.List;
import java.util.Set;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.apiserver.request.Call;

/// What the routes of built-in resources accept and produce, and the words of the library that
/// finds them (go-restful), which come before those of kube-apiserver itself. Pure.
final class Routes {

  private static final List<String> PRODUCED =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
  private static final Set<String> PATCHES =
      Set.of(
          Request.JSON_PATCH,
          Request.MERGE_PATCH,
          Request.STRATEGIC_MERGE_PATCH,
          Request.APPLY_PATCH);

  private Routes() {}

  /// @throws StatusException 415 where no route takes the body, 406 where none gives what is wanted
  static void check(Call call) {
    if (call.info().verb().equals("patch") && !PATCHES.contains(call.body().contentType())) {
      throw StatusException.noRouteTakes();
    }
    String accept = call.headers().first("accept");
    if (!accept.isEmpty() && !accepted(accept)) {
      boolean streams =
          Set.of("list", "watch").contains(call.info().verb()) && call.method().equals("GET");
      String more =
          streams
              ? ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"
              : "";
      throw StatusException.noRouteGives(String.join(", ", PRODUCED) + more);
    }
  }

  /// Whether a clause names exactly what there is: half a wildcard does not count.
  private static boolean accepted(String accept) {
    for (String clause : accept.split(",", -1)) {
      int end = clause.indexOf(';');
      String type = (end < 0 ? clause : clause.substring(0, end)).strip();
      if (type.equals("*/*") || PRODUCED.contains(type)) {
        return true;
      }
    }
    return false;
  }
}
