package k4j.apiserver.write;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ObjectType;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Warnings;

/// Reads the object that a request carries: right kind, known fields, right types, defaults.
public final class ObjectInput {

  private ObjectInput() {}

  /// An object of the resource's own kind.
  public static JsonObject read(Call call, ServedResource served, WriteOptions options) {
    Body.Decoded body = call.body().read();
    if (!(body.json() instanceof JsonObject raw)) {
      throw StatusException.badRequest(
          "the object provided is unrecognized (must be of type %s): couldn't get version/kind;"
                  .formatted(served.resource().kind())
              + " json parse error: an object was expected");
    }
    JsonObject typed = typed(raw, served.resource().apiVersion(), served.resource().kind());
    return conform(typed, served, body.duplicates(), options, call);
  }

  /// The object as the resource's schema wants it; what is unknown is dropped, told or refused.
  ///
  /// @param duplicates the names that were given twice
  public static JsonObject conform(
      JsonObject object,
      ServedResource served,
      List<String> duplicates,
      WriteOptions options,
      Call call) {
    return conform(
        object,
        served.resource().type(),
        served.resource().kind(),
        duplicates,
        options,
        call.warnings());
  }

  /// An object of another kind that a subresource speaks, such as `Scale`.
  public static JsonObject read(Call call, String apiVersion, String kind, ObjectType type) {
    Body.Decoded body = call.body().read();
    if (!(body.json() instanceof JsonObject raw)) {
      throw StatusException.badRequest("couldn't get version/kind; an object was expected");
    }
    var lenient = new WriteOptions("", false, "", "Ignore", false);
    return conform(
        typed(raw, apiVersion, kind), type, kind, body.duplicates(), lenient, call.warnings());
  }

  /// The object with the kind it must have, which it may leave out.
  static JsonObject typed(JsonObject raw, String apiVersion, String kind) {
    String givenVersion = raw.string("apiVersion");
    String givenKind = raw.string("kind");
    if (!givenVersion.isEmpty() && !givenVersion.equals(apiVersion)) {
      throw StatusException.badRequest(
          "the API version in the data (%s) does not match the expected API version (%s)"
              .formatted(givenVersion, apiVersion));
    }
    if (!givenKind.isEmpty() && !givenKind.equals(kind)) {
      throw StatusException.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: no kind \"%s\" is expected here"
              .formatted(givenKind, apiVersion, kind, givenKind));
    }
    return raw.with("apiVersion", apiVersion).with("kind", kind);
  }

  private static JsonObject conform(
      JsonObject object,
      ObjectType type,
      String kind,
      List<String> duplicates,
      WriteOptions options,
      Warnings warnings) {
    var problems = new ArrayList<String>();
    duplicates.forEach(name -> problems.add("duplicate field \"%s\"".formatted(name)));
    JsonObject known = ObjectModel.decode(object, type, kind, problems);
    if (!problems.isEmpty()) {
      report(problems, object, kind, options.fieldValidation(), warnings);
    }
    return known;
  }

  private static void report(
      List<String> problems,
      JsonObject object,
      String kind,
      String fieldValidation,
      Warnings warnings) {
    switch (fieldValidation) {
      case "Strict" ->
          throw StatusException.badRequest(
              "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
                  .formatted(
                      kind, version(object), kind, String.join(", ", problems)));
      case "Ignore" -> {}
      default -> warnings.addAll(problems);
    }
  }

  private static String version(JsonObject object) {
    String apiVersion = object.string("apiVersion");
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }
}
