package k4j.apiserver.dispatch;

import java.util.Set;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.apiserver.negotiation.RouteForms;
import k4j.apiserver.request.Call;

/// What the routes of built-in resources accept and produce. Pure.
final class Routes {

  private static final String STREAMED =
      ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
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
    boolean streams =
        Set.of("list", "watch").contains(call.info().verb()) && call.method().equals("GET");
    RouteForms.check(call.headers(), RouteForms.OBJECTS, streams ? STREAMED : "");
  }
}
