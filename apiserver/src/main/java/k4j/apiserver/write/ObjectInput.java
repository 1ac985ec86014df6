package k4j.apiserver.write;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import k4j.api.apply.FieldOwnership;
import k4j.api.codec.DecodeException;
import k4j.api.codec.Decoder;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.json.JsonWriter;
import k4j.api.json.Layout;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.patch.GoMap;
import k4j.api.patch.JsonPatch;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.transport.Request;
import k4j.apiserver.registry.BuiltinForm;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;

/// Reads the object that a request carries: right kind, known fields, right types, defaults.
public final class ObjectInput {

  /// What Go calls what it reads version and kind into.
  private static final String META =
      " struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
          + " Kind string \"json:\\\"kind,omitempty\\\"\" }";

  private ObjectInput() {}

  /// An object of the resource's own kind.
  public static JsonObject read(Call call, ServedResource served, WriteOptions options) {
    String kind = served.resource().kind();
    Body.Decoded body = decoded(call, kind);
    JsonObject typed = typed(root(body, kind, call), served, kind);
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
    return read(call, apiVersion, kind, type, (_, _) -> true);
  }

  /// @param known whether a version has a kind
  public static JsonObject read(
      Call call,
      String apiVersion,
      String kind,
      ObjectType type,
      BiPredicate<String, String> known) {
    JsonObject raw = root(decoded(call, kind), kind, call);
    JsonObject typed = raw;
    try {
      typed = BuiltinForm.typed(raw, apiVersion, kind, known);
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
    String shown =
        call.body().contentType().equals(Request.STRATEGIC_MERGE_PATCH)
            ? GoMap.show(patch.json())
            : JsonWriter.toString(patched, new PatchedLayout(served.resource().type()));
    List<String> unknown = new ArrayList<>();
    JsonObject object;
    try {
      object = served.form().decode(served.form().typed(patched), unknown);
    } catch (DecodeException wrong) {
      throw badPatch(shown, wrong.getMessage());
    }
    var problems = new InputProblems(unknown, patch, served.form().custom());
    if (!problems.isEmpty()) {
      switch (options.fieldValidation()) {
        case "Strict" -> throw badPatch(shown, "strict decoding error: " + problems.strict());
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

  /// What JSON makes of an object that it changes: a map of what it did not look into.
  private record PatchedLayout(ObjectType type) implements Layout {
    @Override
    public void lay(JsonObject object, Visitor visitor) {
      object.forEach((name, value) -> {
        Field field = type.field(name);
        visitor.entry(name, value, field == null ? SORTED : field.type());
      });
    }
  }

  private static StatusException badPatch(String patched, String why) {
    return StatusException.invalid(
        "",
        "",
        "",
        List.of(
            new Cause(
                "FieldValueInvalid",
                "Invalid value: %s: %s".formatted(Json.of(patched), why),
                "patch")));
  }

  private static Body.Decoded decoded(Call call, String kind) {
    try {
      return call.body().read();
    } catch (StatusException malformed) {
      throw malformed.is("BadRequest")
          ? unrecognized(kind, malformed.status().message(), call)
          : malformed;
    }
  }

  private static StatusException unrecognized(String kind, String why, Call call) {
    return StatusException.badRequest(
        "the object provided is unrecognized (must be of type %s): %s (%s)"
            .formatted(kind, why, call.body().summary()));
  }

  /// The object that was sent; null stands for an empty one.
  private static JsonObject root(Body.Decoded body, String kind, Call call) {
    String wrong =
        switch (body.json()) {
          case JsonObject raw -> wrongKind(raw);
          case JsonNull _ -> "";
          case Json other ->
              "json: cannot unmarshal " + JsonPatch.goKind(other) + " into Go value of type" + META;
        };
    if (!wrong.isEmpty()) {
      throw unrecognized(kind, "couldn't get version/kind; json parse error: " + wrong, call);
    }
    JsonObject raw = body.json() instanceof JsonObject object ? object : JsonObject.EMPTY;
    String version = raw.string("apiVersion");
    if (version.indexOf('/') != version.lastIndexOf('/')) {
      throw unrecognized(kind, "unexpected GroupVersion string: " + version, call);
    }
    return raw;
  }

  private static String wrongKind(JsonObject raw) {
    for (String name : List.of("apiVersion", "kind")) {
      Json given = raw.get(name);
      if (given != null && !(given instanceof JsonString) && given != JsonNull.NULL) {
        return "json: cannot unmarshal %s into Go struct field .%s of type string"
            .formatted(JsonPatch.goKind(given), name);
      }
    }
    return "";
  }

  private static JsonObject typed(JsonObject raw, ServedResource served, String kind) {
    try {
      return served.form().typed(raw);
    } catch (DecodeException wrong) {
      boolean silent = raw.string("apiVersion").isEmpty();
      JsonObject named = silent ? raw.with("apiVersion", served.resource().apiVersion()) : raw;
      throw cannotBeHandled(named, kind, wrong.getMessage());
    }
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
    String given = object.string("kind");
    return StatusException.badRequest(
        "%s in version \"%s\" cannot be handled as a %s: %s"
            .formatted(
                given.isEmpty() ? kind : given, version(object.string("apiVersion")), kind, why));
  }

  private static String version(String apiVersion) {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }
}
