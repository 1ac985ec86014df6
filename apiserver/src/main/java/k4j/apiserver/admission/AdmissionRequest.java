package k4j.apiserver.admission;

import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;
import k4j.apiserver.authentication.User;

/// One write on its way to the store.
///
/// @param name may be empty on create, before a name was generated
/// @param object empty on delete
/// @param oldObject empty on create
/// @param options the request's CreateOptions, UpdateOptions or DeleteOptions
public record AdmissionRequest(
    User user,
    Operation operation,
    Resource resource,
    String subresource,
    String namespace,
    String name,
    JsonObject object,
    JsonObject oldObject,
    JsonObject options,
    boolean dryRun) {

  /// What is about to happen.
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  public boolean is(String group, String plural) {
    return resource.name().plural().equals(plural) && resource.name().group().equals(group);
  }

  public AdmissionRequest withObject(JsonObject changed) {
    return changed == object
        ? this
        : new AdmissionRequest(
            user,
            operation,
            resource,
            subresource,
            namespace,
            name,
            changed,
            oldObject,
            options,
            dryRun);
  }
}
