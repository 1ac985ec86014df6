package k4j.apiserver.write;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import k4j.api.apply.FieldOwnership;
import k4j.api.codec.DecodeException;
import k4j.api.codec.Decoder;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.schema.ObjectType;
import k4j.apiserver.registry.BuiltinForm;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;

/// Reads the object that a request carries: right kind, known fields, right types, defaults.
public final class ObjectInput {

  private ObjectInput() {}

  /// An object of the resource's own kind.
  public static JsonObject read(Call call, ServedResource served, WriteOptions options) {
    Body.Decoded body = call.body().read();
    String kind = served.resource().kind();
    JsonObject typed = served.form().typed(root(body, kind));
    List<String> unknown = new ArrayList<>();
    JsonObject object = decode(typed, served, unknown);
    var problems = new InputProblems(unknown, body, served.form().custom());
    if (!problems.isEmpty()) {
      report(problems, typed, kind, options, call);
    }
    return ObjectModel.withDefaults(object, served);
  }

  /// An object of another kind that a subresource speaks, such as `Binding`.
  public static JsonObject read(Call call, String apiVersion, String kind, ObjectType type) {
    Body.Decoded body = call.body().read();
    JsonObject typed = BuiltinForm.typed(root(body, kind), apiVersion, kind);
    try {
      return Decoder.decode(typed, type, new ArrayList<>());
    } catch (DecodeException wrong) {
      throw cannotBeHandled(typed, kind, String.valueOf(wrong.getMessage()));
    }
  }

  /// What a patch has made of an object.
  ///
  /// @param patch the patch itself, which may have names twice
  public static JsonObject patched(
      JsonObject patched,
      ServedResource served,
      Body.Decoded patch,
      WriteOptions options,
      Call call) {
    JsonObject typed = served.form().typed(patched);
    List<String> unknown = new ArrayList<>();
    JsonObject object;
    try {
      object = served.form().decode(typed, unknown);
    } catch (DecodeException wrong) {
      throw badPatch(typed, String.valueOf(wrong.getMessage()));
    }
    var problems = new InputProblems(unknown, patch, served.form().custom());
    if (!problems.isEmpty()) {
      switch (options.fieldValidation()) {
        case "Strict" -> throw badPatch(typed, "strict decoding error: " + problems.strict());
        case "Ignore" -> {}
        default -> call.warnings().addAll(problems.warnings());
      }
    }
    return ObjectModel.withDefaults(object, served);
  }

  /// What server-side apply makes of an object.
  ///
  /// @param live empty where it is new
  public static JsonObject applied(
      JsonObject live,
      JsonObject config,
      ServedResource served,
      WriteOptions options,
      Call call,
      Instant now) {
    var problems = new InputProblems(List.of(), call.body().read(), true);
    JsonObject merged =
        ObjectModel.applied(live, config, served, options, call.info().subresource(), now);
    if (!problems.isEmpty() && options.fieldValidation().equals("Strict")) {
      throw StatusException.badRequest(
          "error strict decoding YAML: error converting YAML to JSON: " + problems.strict());
    }
    if (!options.fieldValidation().equals("Ignore")) {
      call.warnings().addAll(problems.warnings());
    }
    JsonObject object = decode(merged, served, new ArrayList<>());
    JsonObject complete = ObjectModel.withDefaults(object, served);
    return live.isEmpty() ? complete : FieldOwnership.keepTimesIfUnchanged(complete, live);
  }

  private static StatusException badPatch(JsonObject patched, String why) {
    return StatusException.invalid(
        "",
        "",
        "",
        List.of(
            new Cause(
                "FieldValueInvalid",
                "Invalid value: %s: %s".formatted(Json.of(patched.toString()), why),
                "patch")));
  }

  private static JsonObject root(Body.Decoded body, String kind) {
    if (body.json() instanceof JsonObject raw) {
      return raw;
    }
    throw StatusException.badRequest(
        "the object provided is unrecognized (must be of type %s): couldn't get version/kind; json"
                .formatted(kind)
            + " parse error: an object was expected");
  }

  private static JsonObject decode(
      JsonObject object, ServedResource served, List<String> problems) {
    try {
      return served.form().decode(object, problems);
    } catch (DecodeException wrong) {
      throw cannotBeHandled(object, served.resource().kind(), String.valueOf(wrong.getMessage()));
    }
  }

  private static void report(
      InputProblems problems, JsonObject object, String kind, WriteOptions options, Call call) {
    switch (options.fieldValidation()) {
      case "Strict" ->
          throw cannotBeHandled(object, kind, "strict decoding error: " + problems.strict());
      case "Ignore" -> {}
      default -> call.warnings().addAll(problems.warnings());
    }
  }

  private static StatusException cannotBeHandled(JsonObject object, String kind, String why) {
    return StatusException.badRequest(
        "%s in version \"%s\" cannot be handled as a %s: %s"
            .formatted(kind, version(object.string("apiVersion")), kind, why));
  }

  private static String version(String apiVersion) {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }
}
