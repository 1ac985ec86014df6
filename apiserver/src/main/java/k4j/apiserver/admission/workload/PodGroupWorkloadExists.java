package k4j.apiserver.admission.workload;

import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.registry.Reader;

/// Refuses groups of pods whose workload is not there, or does not know them (KEP-4671).
public final class PodGroupWorkloadExists implements AdmissionPlugin {

  private final Reader reader;

  public PodGroupWorkloadExists(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "PodGroupWorkloadExists";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isCreate()
        && request.isWhole(PodGroups.API_GROUP, "podgroups")
        && reference(request).has("workload");
  }

  private static JsonObject reference(AdmissionRequest request) {
    return request.object().object("spec").object("podGroupTemplateRef");
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject reference = reference(request).object("workload");
    String name = reference.string("workloadName");
    JsonObject workload =
        reader
            .get(PodGroups.WORKLOADS, request.namespace(), name)
            .orElseThrow(() ->
                request.forbidden("PodGroup rejected: Workload \"%s\" not found".formatted(name)));
    if (workload.object("metadata").has("deletionTimestamp")) {
      throw request.forbidden(
          "PodGroup rejected: Workload \"%s\" is being deleted".formatted(name));
    }
    String template = reference.string("podGroupTemplateName");
    if (workload.object("spec").array("podGroupTemplates").objects().stream()
        .noneMatch(each -> each.string("name").equals(template))) {
      throw request.forbidden(
          "PodGroup rejected: PodGroupTemplate \"%s\" not found in Workload \"%s\""
              .formatted(template, name));
    }
  }
}
