package k4j.apiserver.patch;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.StatusException;
import k4j.api.patch.JsonPatch;
import k4j.api.patch.MergePatch;
import k4j.api.patch.StrategicMergePatch;
import k4j.api.schema.ObjectType;
import k4j.api.transport.Request;
import k4j.apiserver.registry.ObjectForm;
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

  /// A patch that changes what is there: JSON, merge or strategic merge.
  ///
  /// @param type of the object
  /// @throws StatusException 415 where the media type is another
  public static Plain plain(Body body, ObjectType type) {
    return switch (body.contentType()) {
      case Request.JSON_PATCH -> {
        Json patch = body.read().json();
        yield object -> object(JsonPatch.apply(object, patch));
      }
      case Request.MERGE_PATCH -> {
        Json patch = body.read().json();
        yield object -> MergePatch.apply(object, patch);
      }
      case Request.STRATEGIC_MERGE_PATCH -> {
        JsonObject patch = map(body.read().json());
        yield object -> StrategicMergePatch.apply(object, patch, type);
      }
      default ->
          throw unsupported(
              List.of(
                  Request.JSON_PATCH,
                  Request.MERGE_PATCH,
                  Request.STRATEGIC_MERGE_PATCH,
                  Request.APPLY_PATCH));
    };
  }

  private static JsonObject map(Json patch) {
    return switch (patch) {
      case JsonObject object -> object;
      case JsonNull _ -> JsonObject.EMPTY;
      default ->
          throw StatusException.badRequest(
              "json: cannot unmarshal %s into Go value of type map[string]interface {}"
                  .formatted(goName(patch)));
    };
  }

  /// Custom resources cannot be merged strategically.
  ///
  /// @throws StatusException 415 where the media type is one that their patches do not have
  public static void checkType(Body body, ObjectForm form) {
    boolean known = List.of(Request.JSON_PATCH, Request.MERGE_PATCH).contains(body.contentType());
    if (!form.mergesStrategically() && !known) {
      throw unsupported(List.of(Request.JSON_PATCH, Request.MERGE_PATCH, Request.APPLY_PATCH));
    }
  }

  /// Reads the body of a patch that is no apply.
  ///
  /// @throws StatusException 400 in the words for patches
  static Body.Decoded decoded(Body body) {
    try {
      return body.read();
    } catch (StatusException malformed) {
      String prefix = "couldn't get version/kind; json parse error: ";
      String why = malformed.status().message();
      String before =
          body.contentType().equals(Request.STRATEGIC_MERGE_PATCH) ? "" : "error decoding patch: ";
      throw why.startsWith(prefix)
          ? StatusException.badRequest(before + why.substring(prefix.length()))
          : malformed;
    }
  }

  /// Reads the body of an apply; one that says nothing is one without a kind.
  public static JsonObject configuration(Body given) {
    Json body = given.isEmpty() ? JsonNull.NULL : given.read().json();
    return switch (body) {
      case JsonObject object -> object;
      case JsonNull _ -> JsonObject.EMPTY;
      default ->
          throw StatusException.badRequest(
              "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot"
                  + " unmarshal %s into Go value of type map[string]interface {}"
                      .formatted(goName(body)));
    };
  }

  private static String goName(Json value) {
    return switch (value) {
      case JsonArray _ -> "array";
      case JsonString _ -> "string";
      case JsonBoolean _ -> "bool";
      default -> "number";
    };
  }

  private static JsonObject object(Json patched) {
    if (patched instanceof JsonObject object) {
      return object;
    }
    throw StatusException.badRequest("the patched document is no object");
  }

  private static StatusException unsupported(List<String> accepted) {
    return StatusException.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", accepted));
  }
}
