package k4j.apiserver.registry;

import java.util.List;
import k4j.api.codec.Decoder;
import k4j.api.defaulting.Defaults;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ObjectType;

/// Reads objects by their compiled schema. Pure.
///
/// @param defaults shared by all resources
public record BuiltinForm(String apiVersion, String kind, ObjectType type, Defaults defaults)
    implements ObjectForm {

  @Override
  public JsonObject typed(JsonObject raw) {
    return typed(raw, apiVersion, kind);
  }

  /// The object with the kind it must have, which it may leave out.
  public static JsonObject typed(JsonObject raw, String apiVersion, String kind) {
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
              .formatted(
                  givenKind, apiVersion.substring(apiVersion.indexOf('/') + 1), kind, givenKind));
    }
    return raw.with("apiVersion", apiVersion).with("kind", kind);
  }

  @Override
  public JsonObject decode(JsonObject typed, List<String> problems) {
    return Decoder.decode(typed, type, problems);
  }

  @Override
  public List<String> warnings() {
    return switch (apiVersion + " " + kind) {
      case "v1 Endpoints" ->
          List.of("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
      case "v1 ComponentStatus" -> List.of("v1 ComponentStatus is deprecated in v1.19+");
      default -> List.of();
    };
  }

  @Override
  public JsonObject withDefaults(JsonObject object) {
    return defaults.apply(object, type);
  }
}
