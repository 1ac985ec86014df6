package k4j.client.event;

import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;

/// Something that happened to an object.
///
/// @param about an `ObjectReference`
/// @param type `Normal` or `Warning`
/// @param action what was tried, such as `Binding`; may be empty
public record Note(JsonObject about, String type, String reason, String action, String message) {

  public static final String NORMAL = "Normal";
  public static final String WARNING = "Warning";

  /// The reference to a whole object, or to a part of it such as `spec.containers{web}`.
  public static JsonObject reference(ApiObject object, String fieldPath) {
    var out =
        JsonObject.builder()
            .put("apiVersion", object.apiVersion())
            .put("kind", object.kind())
            .put("name", object.name())
            .put("uid", object.uid())
            .put("resourceVersion", object.resourceVersion());
    if (!object.namespace().isEmpty()) {
      out.put("namespace", object.namespace());
    }
    if (!fieldPath.isEmpty()) {
      out.put("fieldPath", fieldPath);
    }
    return out.build();
  }

  public static Note of(ApiObject object, String type, String reason, String message) {
    return new Note(reference(object, ""), type, reason, "", message);
  }

  public Note withAction(String what) {
    return new Note(about, type, reason, what, message);
  }

  Note withMessage(String text) {
    return new Note(about, type, reason, action, text);
  }

  /// Where the event lives: with its object, or in `default`.
  String namespace() {
    String namespace = about.string("namespace");
    return namespace.isEmpty() ? "default" : namespace;
  }
}
