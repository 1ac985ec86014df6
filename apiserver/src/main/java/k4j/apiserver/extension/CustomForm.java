package k4j.apiserver.extension;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.extension.schema.EmbeddedMetadata;
import k4j.apiserver.extension.schema.Filling;
import k4j.apiserver.extension.schema.Pruning;
import k4j.apiserver.registry.ObjectForm;
import k4j.apiserver.registry.Scaling;
import k4j.apiserver.request.EventSource;
import org.jspecify.annotations.Nullable;

/// Reads custom resources by the schema of their version (apiextensions-apiserver,
/// `unstructuredSchemaCoercer`). Pure.
record CustomForm(CustomVersion version) implements ObjectForm {

  private static final int SUMMARY = 30;

  @Override
  public JsonObject typed(JsonObject raw) {
    if (raw.string("kind").isEmpty()) {
      String text = raw.toString();
      String start = text.length() > SUMMARY ? text.substring(0, SUMMARY) + " ..." : text;
      throw StatusException.badRequest(
          "the object provided is unrecognized (must be of type %s): Object 'Kind' is missing in"
                  .formatted(version.kind().kind())
              + " '%s' (%s)".formatted(text, start));
    }
    if (!raw.string("apiVersion").equals(version.apiVersion())) {
      throw StatusException.badRequest(
          "the API version in the data (%s) does not match the expected API version (%s)"
              .formatted(raw.string("apiVersion"), version.apiVersion()));
    }
    return raw;
  }

  @Override
  public JsonObject decode(JsonObject typed, List<String> problems) {
    var unknown = new ArrayList<String>();
    JsonObject result = coerced(typed, unknown);
    unknown.forEach(path -> problems.add("unknown field \"" + path + "\""));
    return result;
  }

  /// @param unknown receives the paths of what was dropped
  private JsonObject coerced(JsonObject object, List<String> unknown) {
    var metadata = new EmbeddedMetadata(version.kind().metadata(), false);
    JsonObject result = metadata.ofRoot(object, unknown);
    if (!object.string("kind").equals(version.kind().kind())) {
      return result;
    }
    result = pruned(result, unknown);
    return metadata.ofNested(result, version.schema(), unknown);
  }

  private JsonObject pruned(JsonObject object, List<String> unknown) {
    if (version.kind().preservesUnknown()) {
      return object;
    }
    JsonObject result = Pruning.prune(object, version.schema(), unknown);
    return (JsonObject) Pruning.withoutNulls(result, version.schema());
  }

  /// What a conversion made, without what the schema does not know.
  JsonObject coerced(JsonObject converted) {
    return coerced(converted, new ArrayList<>());
  }

  /// An object as it lies in the store, which may be older than the schema.
  JsonObject fromStore(JsonObject stored) {
    var unknown = new ArrayList<String>();
    var metadata = new EmbeddedMetadata(version.kind().metadata(), true);
    JsonObject result = metadata.ofNested(pruned(stored, unknown), version.schema(), unknown);
    if (result.object("metadata").integer("generation") == 0) {
      result = result.with("metadata", result.object("metadata").with("generation", 1));
    }
    return withDefaults(result);
  }

  @Override
  public JsonObject withDefaults(JsonObject object) {
    return object.string("kind").equals(version.kind().kind())
        ? Filling.fill(object, version.schema())
        : object;
  }

  @Override
  public boolean mergesStrategically() {
    return false;
  }

  @Override
  public boolean custom() {
    return true;
  }

  @Override
  public @Nullable Scaling scaling() {
    ScalePaths paths = ScalePaths.of(version.json());
    return paths == null ? null : new CustomScaling(paths);
  }

  @Override
  public List<String> warnings() {
    return version.warnings();
  }

  @Override
  public EventSource watched(EventSource source) {
    return version.watches().track(source);
  }
}
