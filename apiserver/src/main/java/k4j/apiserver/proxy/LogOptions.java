package k4j.apiserver.proxy;

import java.util.OptionalLong;
import k4j.api.meta.StatusException;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Query;

/// The parameters of a pod's log, checked (core/v1 `PodLogOptions`; `stream` is a feature that is
/// off).
final class LogOptions {

  private LogOptions() {}

  /// @throws StatusException 422 where they are out of range or exclude each other
  static void check(Call call) {
    Query query = call.query();
    var errors = new FieldErrors();
    atLeast(errors, query, "tailLines", 0);
    atLeast(errors, query, "limitBytes", 1);
    if (query.has("sinceSeconds") && query.has("sinceTime")) {
      errors.forbidden(
          FieldPath.of("[]"), "at most one of `sinceTime` or `sinceSeconds` may be specified");
    } else {
      atLeast(errors, query, "sinceSeconds", 1);
    }
    if (query.has("stream")) {
      errors.forbidden(FieldPath.of("stream"), "may not be specified");
    }
    if (!errors.isEmpty()) {
      throw StatusException.invalid("", "PodLogOptions", call.info().name(), errors.causes());
    }
  }

  private static void atLeast(FieldErrors errors, Query query, String name, long least) {
    OptionalLong given = query.integer(name);
    if (given.isPresent() && given.getAsLong() < least) {
      errors.invalid(
          FieldPath.of(name),
          given.getAsLong(),
          least == 0 ? "must be greater than or equal to 0" : "must be greater than 0");
    }
  }
}
