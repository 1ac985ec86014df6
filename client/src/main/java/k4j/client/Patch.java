package k4j.client;

import k4j.api.json.Json;
import k4j.api.transport.Request;

/// A change of an object by its difference, in one of the four forms.
public record Patch(String contentType, Json body) {

  /// RFC 7396: null removes, lists are replaced.
  public static Patch merge(Json body) {
    return new Patch(Request.MERGE_PATCH, body);
  }

  /// Kubernetes' own: lists are merged by key.
  public static Patch strategic(Json body) {
    return new Patch(Request.STRATEGIC_MERGE_PATCH, body);
  }

  /// RFC 6902: a list of operations.
  public static Patch operations(Json body) {
    return new Patch(Request.JSON_PATCH, body);
  }

  /// Server-side apply; needs a field manager.
  public static Patch apply(Json body) {
    return new Patch(Request.APPLY_PATCH, body);
  }
}
