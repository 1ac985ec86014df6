package k4j.apiserver.admission.workload;

import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.registry.Reader;

/// Keeps the parallelism of a job whose pods are scheduled together (KEP-4671).
public final class JobValidation implements AdmissionPlugin {

  private final Reader reader;

  public JobValidation(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "JobValidation";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isUpdate()
        && request.isWhole("batch", "jobs")
        && request.object().object("spec").integer("parallelism", -1)
            != request.oldObject().object("spec").integer("parallelism", -1);
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject old = request.oldObject();
    String group =
        old.object("spec")
            .object("template")
            .object("spec")
            .object("schedulingGroup")
            .string("podGroupName");
    Optional<JsonObject> gang =
        group.isEmpty()
            ? reader.list(PodGroups.POD_GROUPS, request.namespace()).stream()
                .filter(each -> isControlled(each, old) && isGang(each))
                .findFirst()
            : reader
                .get(PodGroups.POD_GROUPS, request.namespace(), group)
                .filter(JobValidation::isGang);
    gang.ifPresent(found -> {
      throw request.forbidden(
          "cannot change parallelism for a Job referencing gang-scheduled PodGroup \"%s\""
              .formatted(found.object("metadata").string("name")));
    });
  }

  private static boolean isGang(JsonObject group) {
    return group.object("spec").object("schedulingPolicy").has("gang");
  }

  private static boolean isControlled(JsonObject group, JsonObject job) {
    String uid = job.object("metadata").string("uid");
    return group.object("metadata").array("ownerReferences").objects().stream()
        .anyMatch(owner -> owner.bool("controller") && owner.string("uid").equals(uid));
  }
}
