package k4j.apiserver.list;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.apiserver.request.Query;
import org.jspecify.annotations.Nullable;

/// The parameters of a list or a watch, checked (meta/v1 `ListOptions`).
///
/// @param match `Exact`, `NotOlderThan` or empty
/// @param sendInitialEvents null where the request does not say
public record ListOptions(
    String resourceVersion,
    String match,
    long limit,
    String continueToken,
    boolean bookmarks,
    @Nullable Boolean sendInitialEvents,
    OptionalLong timeoutSeconds) {

  static final String EXACT = "Exact";
  static final String NOT_OLDER = "NotOlderThan";

  /// @throws StatusException 422 where they contradict each other
  public static ListOptions of(Query query, boolean watch) {
    var options =
        new ListOptions(
            query.first("resourceVersion"),
            query.first("resourceVersionMatch"),
            query.integer("limit").orElse(0),
            query.first("continue"),
            query.bool("allowWatchBookmarks"),
            query.has("sendInitialEvents") ? query.bool("sendInitialEvents") : null,
            query.integer("timeoutSeconds"));
    List<Cause> causes = watch ? options.watchCauses() : options.listCauses();
    if (!causes.isEmpty()) {
      throw StatusException.invalid("meta.k8s.io", "ListOptions", "", causes);
    }
    return options;
  }

  private List<Cause> listCauses() {
    var causes = new ArrayList<Cause>();
    if (!match.isEmpty()) {
      if (resourceVersion.isEmpty()) {
        causes.add(
            forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"));
      }
      if (!continueToken.isEmpty()) {
        causes.add(forbidden("resourceVersionMatch is forbidden when continue is provided"));
      }
      if (!match.equals(EXACT) && !match.equals(NOT_OLDER)) {
        causes.add(unsupported("\"Exact\", \"NotOlderThan\", \"\""));
      }
      if (match.equals(EXACT) && resourceVersion.equals("0")) {
        causes.add(
            forbidden("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
      }
    }
    if (sendInitialEvents != null) {
      causes.add(
          new Cause(
              "FieldValueForbidden",
              "Forbidden: sendInitialEvents is forbidden for list",
              "sendInitialEvents"));
    }
    return causes;
  }

  private List<Cause> watchCauses() {
    var causes = new ArrayList<Cause>();
    if (sendInitialEvents != null && !match.equals(NOT_OLDER)) {
      causes.add(
          forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    boolean fromNow = resourceVersion.isEmpty() || resourceVersion.equals("0");
    if (match.isEmpty() && sendInitialEvents == null && fromNow && !continueToken.isEmpty()) {
      // such a watch begins with initial events, as if it had asked for them
      causes.add(forbidden("resourceVersionMatch is forbidden when continue is provided"));
    }
    if (!match.isEmpty()) {
      if (sendInitialEvents == null) {
        causes.add(
            forbidden(
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is"
                    + " provided"));
      }
      if (!match.equals(NOT_OLDER)) {
        causes.add(unsupported("\"NotOlderThan\""));
      }
      if (!continueToken.isEmpty()) {
        causes.add(forbidden("resourceVersionMatch is forbidden when continue is provided"));
      }
    }
    return causes;
  }

  private static Cause forbidden(String why) {
    return new Cause("FieldValueForbidden", "Forbidden: " + why, "resourceVersionMatch");
  }

  private Cause unsupported(String values) {
    return new Cause(
        "FieldValueNotSupported",
        "Unsupported value: \"%s\": supported values: %s".formatted(match, values),
        "resourceVersionMatch");
  }

  /// The resource version as a revision: 0 where there is none, or any will do.
  public long revision() {
    return revision(resourceVersion);
  }

  static long revision(String resourceVersion) {
    if (resourceVersion.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(resourceVersion);
    } catch (NumberFormatException notANumber) {
      boolean digits = resourceVersion.chars().allMatch(c -> c >= '0' && c <= '9');
      String why =
          "Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": %s"
              .formatted(
                  resourceVersion,
                  resourceVersion,
                  digits ? "value out of range" : "invalid syntax");
      throw StatusException.badRequest("invalid resource version: resourceVersion: " + why);
    }
  }

  /// As above, in the words of a get or a watch.
  public static long plainRevision(String resourceVersion) {
    try {
      return revision(resourceVersion);
    } catch (StatusException malformed) {
      String why = malformed.status().message().substring("invalid resource version: ".length());
      throw StatusException.badRequest(why);
    }
  }

  /// How many objects a page may have, 0 for all: with resource version 0 everything is sent.
  long pageSize() {
    return limit < 0 || resourceVersion.equals("0") ? 0 : limit;
  }
}
