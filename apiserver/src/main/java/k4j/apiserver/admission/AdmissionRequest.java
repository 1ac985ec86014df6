package k4j.apiserver.admission;

import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
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
    boolean dryRun,
    AdmissionNotes notes) {

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

  /// Whether it is about the objects themselves, not about a subresource of theirs.
  public boolean isWhole(String group, String plural) {
    return subresource.isEmpty() && is(group, plural);
  }

  public boolean isCreate() {
    return operation == Operation.CREATE;
  }

  public boolean isUpdate() {
    return operation == Operation.UPDATE;
  }

  /// The answer of a plugin that refuses.
  public StatusException forbidden(String why) {
    return StatusException.forbidden(resource.name(), shownName(), why);
  }

  /// A name may still have to be generated.
  private String shownName() {
    if (!name.isEmpty()) {
      return name;
    }
    JsonObject metadata = object.object("metadata");
    if (!metadata.string("name").isEmpty()) {
      return metadata.string("name");
    }
    String start = metadata.string("generateName");
    return start.isEmpty() ? "Unknown" : start;
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
            dryRun,
            notes);
  }
}
