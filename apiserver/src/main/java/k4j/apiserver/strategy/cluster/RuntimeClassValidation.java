package k4j.apiserver.strategy.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ObjectMetaValidation;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.pod.ResourceValidation;
import k4j.apiserver.strategy.pod.TolerationValidation;
import k4j.apiserver.strategy.warning.NodeLabels;

/// Classes of container runtimes.
public final class RuntimeClassValidation implements Validation {

  @Override
  public void create(JsonObject runtimeClass, FieldErrors errors) {
    String handler = runtimeClass.string("handler");
    if (handler.isEmpty()) {
      errors.required(FieldPath.of("handler"));
    } else {
      errors.invalidEach(FieldPath.of("handler"), handler, Formats.dnsLabel(handler));
    }
    JsonObject fixed = runtimeClass.object("overhead").object("podFixed");
    ResourceValidation.requirements(
        JsonObject.EMPTY.with("limits", fixed), FieldPath.of("overhead"), errors);
    JsonObject scheduling = runtimeClass.object("scheduling");
    FieldPath path = FieldPath.of("scheduling");
    ObjectMetaValidation.labels(
        scheduling.object("nodeSelector"), path.child("nodeSelector"), errors);
    tolerations(scheduling.array("tolerations"), path.child("tolerations"), errors);
  }

  private static void tolerations(JsonArray tolerations, FieldPath path, FieldErrors errors) {
    TolerationValidation.check(tolerations, path, errors);
    var seen = new HashSet<List<String>>();
    for (int i = 0; i < tolerations.size(); i++) {
      JsonObject each = tolerations.object(i);
      List<String> key =
          List.of(
              each.string("key"),
              each.string("operator"),
              each.string("value"),
              each.string("effect"));
      if (!seen.add(key)) {
        errors.duplicate(path.index(i), each);
      }
    }
  }

  @Override
  public void update(
      JsonObject runtimeClass, JsonObject old, String subresource, FieldErrors errors) {
    create(runtimeClass, errors);
    Checks.immutable(runtimeClass, old, "handler", FieldPath.ROOT, errors);
  }

  @Override
  public List<String> warnings(JsonObject runtimeClass) {
    var out = new ArrayList<String>();
    JsonObject scheduling = runtimeClass.object("scheduling");
    for (String key : scheduling.object("nodeSelector").names()) {
      NodeLabels.key(key, FieldPath.of("scheduling").child("nodeSelector"), out);
    }
    return List.copyOf(out);
  }
}
