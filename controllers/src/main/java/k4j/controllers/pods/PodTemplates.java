package k4j.controllers.pods;

import java.util.List;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodTemplateSpec;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.controllers.ownership.Owners;

/// Makes pods as templates say.
public final class PodTemplates {

  private PodTemplates() {}

  /// A pod that the owner controls, with a name that begins like the owner's.
  public static Pod pod(ApiObject owner, PodTemplateSpec template) {
    JsonObject from = template.json().object("metadata");
    var metadata =
        JsonObject.builder()
            .put("generateName", owner.name() + "-")
            .put("namespace", owner.namespace())
            .put("labels", from.object("labels"))
            .put("ownerReferences", JsonArray.of(Owners.controllerReference(owner).json()));
    for (String kept : List.of("annotations", "finalizers")) {
      var value = from.get(kept);
      if (value != null) {
        metadata.put(kept, value);
      }
    }
    return new Pod(
        Pod.EMPTY
            .json()
            .with("metadata", metadata.build())
            .with("spec", template.json().object("spec")));
  }
}
