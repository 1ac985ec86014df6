package k4j.apiserver.extension;

import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.StatusException;
import k4j.apiserver.registry.Scaling;
import k4j.apiserver.subresource.Scales;

/// The scale of a custom resource, by the paths that its definition names. Pure.
record CustomScaling(ScalePaths paths) implements Scaling {

  @Override
  public String replicas() {
    return String.join(".", ScalePaths.parts(paths.spec()));
  }

  @Override
  public JsonObject show(JsonObject object) {
    if (!(object.at(ScalePaths.parts(paths.spec())) instanceof JsonInteger)) {
      check(object, paths.spec(), "int64");
      throw StatusException.badRequest(
          "the spec replicas field " + GoQuote.quote(paths.spec()) + " does not exist");
    }
    return draft(object);
  }

  @Override
  public JsonObject draft(JsonObject object) {
    check(object, paths.spec(), "int64");
    check(object, paths.status(), "int64");
    Json wanted = object.at(ScalePaths.parts(paths.spec()));
    Json actual = object.at(ScalePaths.parts(paths.status()));
    JsonObject status =
        JsonObject.EMPTY.with("replicas", actual instanceof JsonInteger ? actual : Json.of(0));
    if (!paths.selector().isEmpty()) {
      check(object, paths.selector(), "string");
      boolean selects =
          object.at(ScalePaths.parts(paths.selector())) instanceof JsonString text
              && !text.value().isEmpty();
      Json selector = object.at(ScalePaths.parts(paths.selector()));
      status = selects && selector != null ? status.with("selector", selector) : status;
    }
    return JsonObject.EMPTY
        .with("kind", "Scale")
        .with("apiVersion", "autoscaling/v1")
        .with("metadata", Scales.metadata(object))
        .with(
            "spec",
            wanted instanceof JsonInteger
                ? JsonObject.EMPTY.with("replicas", wanted)
                : JsonObject.EMPTY)
        .with("status", status);
  }

  private static void check(JsonObject object, String path, String type) {
    String wrong = ScalePaths.wrong(object, path, type);
    if (!wrong.isEmpty()) {
      throw StatusException.badRequest(wrong);
    }
  }

  @Override
  public JsonObject apply(JsonObject object, JsonObject scale) {
    if (!scale.object("spec").has("replicas")
        && object.at(ScalePaths.parts(paths.spec())) == null) {
      throw StatusException.badRequest(
          "the spec replicas field " + GoQuote.quote(paths.spec()) + " cannot be empty");
    }
    Json replicas = Json.of(scale.object("spec").integer("replicas"));
    return Scales.withPreconditions(object.withAt(replicas, ScalePaths.parts(paths.spec())), scale);
  }
}
