package k4j.apiserver.admission.optional;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.plugin.PodContainers;
import k4j.apiserver.authorization.PodReferences;

/// Makes each pod pull its images, so that only who may pull them runs them.
public final class AlwaysPullImages implements AdmissionPlugin {

  private static final String ALWAYS = "Always";
  private static final List<String> FIELDS =
      List.of("initContainers", "containers", "ephemeralContainers");

  @Override
  public String name() {
    return "AlwaysPullImages";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("", "pods")
        && (request.isCreate() || (request.isUpdate() && bringsImages(request)));
  }

  private static boolean bringsImages(AdmissionRequest request) {
    return !images(request.oldObject()).containsAll(images(request.object()));
  }

  private static Set<String> images(JsonObject pod) {
    var images = new HashSet<String>();
    PodReferences.containers(pod.object("spec")).forEach(each -> images.add(each.string("image")));
    return images;
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject pod = request.object();
    for (String field : FIELDS) {
      pod = PodContainers.map(pod, field, each -> each.with("imagePullPolicy", ALWAYS));
    }
    JsonArray volumes = pod.object("spec").array("volumes");
    if (volumes.objects().stream().noneMatch(each -> each.has("image"))) {
      return pod;
    }
    List<Json> pulled =
        volumes.objects().stream()
            .<Json>map(each ->
                each.has("image")
                    ? each.with("image", each.object("image").with("pullPolicy", ALWAYS))
                    : each)
            .toList();
    return pod.withAt(JsonArray.of(pulled), "spec", "volumes");
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject spec = request.object().object("spec");
    var errors = new FieldErrors();
    for (String field : FIELDS) {
      List<JsonObject> containers = spec.array(field).objects();
      for (int i = 0; i < containers.size(); i++) {
        check(
            FieldPath.of("spec").child(field).index(i).child("imagePullPolicy"),
            containers.get(i).string("imagePullPolicy"),
            errors);
      }
    }
    List<JsonObject> volumes = spec.array("volumes").objects();
    for (int i = 0; i < volumes.size(); i++) {
      if (volumes.get(i).has("image")) {
        check(
            FieldPath.of("spec").child("volumes").index(i).child("image").child("pullPolicy"),
            volumes.get(i).object("image").string("pullPolicy"),
            errors);
      }
    }
    if (!errors.isEmpty()) {
      throw request.forbidden(FieldErrors.text(errors.causes().getFirst()));
    }
  }

  private static void check(FieldPath path, String policy, FieldErrors errors) {
    if (!policy.equals(ALWAYS)) {
      errors.notSupported(path, policy, List.of(ALWAYS));
    }
  }
}
