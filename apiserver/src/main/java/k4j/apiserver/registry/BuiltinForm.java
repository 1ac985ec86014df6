package k4j.apiserver.registry;

import java.util.List;
import java.util.function.BiPredicate;
import k4j.api.codec.DecodeException;
import k4j.api.codec.Decoder;
import k4j.api.defaulting.Defaults;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ObjectType;
import k4j.apiserver.enablement.Deprecations;
import k4j.apiserver.negotiation.GoNames;

/// Reads objects by their compiled schema. Pure.
///
/// @param defaults shared by all resources
/// @param known whether a version has a kind, which decides on the words for another one
public record BuiltinForm(
    String apiVersion,
    String kind,
    ObjectType type,
    Defaults defaults,
    BiPredicate<String, String> known)
    implements ObjectForm {

  @Override
  public JsonObject typed(JsonObject raw) {
    return typed(raw, apiVersion, kind, known);
  }

  /// The object with the kind it must have, which it may leave out.
  ///
  /// @param known whether a version has a kind
  /// @throws DecodeException where it is of another kind
  /// @throws StatusException 400 where it is of another version of the kind
  public static JsonObject typed(
      JsonObject raw, String apiVersion, String kind, BiPredicate<String, String> known) {
    String givenVersion = otherwise(raw.string("apiVersion"), apiVersion);
    String givenKind = otherwise(raw.string("kind"), kind);
    boolean same = givenVersion.equals(apiVersion) && givenKind.equals(kind);
    if (!same && !known.test(givenVersion, givenKind)) {
      throw new DecodeException(
          "no kind \"%s\" is registered for version \"%s\" in scheme \"%s\""
              .formatted(givenKind, givenVersion, "pkg/api/legacyscheme/scheme.go:30"));
    }
    if (!givenKind.equals(kind) || !group(givenVersion).equals(group(apiVersion))) {
      throw new DecodeException(
          "converting (%s.%s) to (%s.%s): unknown conversion"
              .formatted(
                  givenVersion.substring(givenVersion.indexOf('/') + 1),
                  givenKind,
                  GoNames.internalPackage(group(apiVersion)),
                  kind));
    }
    if (!same) {
      throw StatusException.badRequest(
          "the API version in the data (%s) does not match the expected API version (%s)"
              .formatted(givenVersion, apiVersion));
    }
    return raw.with("apiVersion", apiVersion).with("kind", kind);
  }

  private static String otherwise(String given, String expected) {
    return given.isEmpty() ? expected : given;
  }

  private static String group(String apiVersion) {
    return apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
  }

  @Override
  public JsonObject decode(JsonObject typed, List<String> problems) {
    return Decoder.decode(typed, type, problems);
  }

  @Override
  public List<String> warnings() {
    return Deprecations.warnings(apiVersion, kind);
  }

  @Override
  public JsonObject withDefaults(JsonObject object) {
    return defaults.apply(object, type);
  }
}
