package k4j.apiserver.patch;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.apiserver.request.Body;

/// Reads the bodies of PATCH requests.
public final class Patches {

  private Patches() {}

  /// A patch that has been read and can be applied to any state of the object.
  @FunctionalInterface
  public interface Plain {
    /// @throws StatusException where it does not fit the object
    JsonObject apply(JsonObject object);
  }

  /// A patch that needs no schema: JSON or merge.
  public static Plain plain(Body body) {
    if (body.contentType().equals(Request.MERGE_PATCH)
        && body.read().json() instanceof JsonObject merge) {
      return object -> MergePatch.apply(object, merge);
    }
    throw unsupported(List.of(Request.JSON_PATCH, Request.MERGE_PATCH));
  }

  static StatusException unsupported(List<String> accepted) {
    return StatusException.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", accepted));
  }
}
