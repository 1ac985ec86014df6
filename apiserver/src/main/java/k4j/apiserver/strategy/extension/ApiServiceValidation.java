package k4j.apiserver.strategy.extension;

import java.util.List;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Validation;

/// API services: a version of a group, served here or by an extension API server.
public final class ApiServiceValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath NAME = FieldPath.of("metadata").child("name");
  private static final List<String> STATUSES = List.of("True", "False", "Unknown");
  private static final int HIGHEST_GROUP = 20_000;
  private static final int HIGHEST_VERSION = 1_000;

  /// The status that a new one begins with: what is served here is there from the first moment.
  public static JsonObject initialStatus(JsonObject service) {
    if (service.object("spec").has("service")) {
      return JsonObject.EMPTY;
    }
    JsonObject available =
        JsonObject.EMPTY
            .with("type", "Available")
            .with("status", "True")
            .with("lastTransitionTime", service.object("metadata").string("creationTimestamp"))
            .with("reason", "Local")
            .with("message", "Local APIServices are always available");
    return JsonObject.EMPTY.with("conditions", JsonArray.of(available));
  }

  @Override
  public void create(JsonObject object, FieldErrors errors) {
    JsonObject spec = object.object("spec");
    String group = spec.string("group");
    String version = spec.string("version");
    String name = object.object("metadata").string("name");
    String required = version + "." + group;
    if (!name.isEmpty() && ValueFormats.pathSegment(name).isEmpty() && !name.equals(required)) {
      errors.invalid(
          NAME, name, "must be `spec.version+\".\"+spec.group`: \"%s\"".formatted(required));
    }
    if (group.isEmpty() && !version.equals("v1")) {
      errors.required(
          SPEC.child("group"), "only v1 may have an empty group and it better be legacy kube");
    }
    if (!group.isEmpty()) {
      errors.invalidEach(SPEC.child("group"), group, Formats.dnsSubdomain(group));
    }
    errors.invalidEach(SPEC.child("version"), version, Formats.dns1035Label(version));
    priority(spec, "groupPriorityMinimum", HIGHEST_GROUP, errors);
    priority(spec, "versionPriority", HIGHEST_VERSION, errors);
    if (spec.has("service")) {
      service(spec, errors);
    } else {
      local(spec, errors);
    }
  }

  private static void priority(JsonObject spec, String field, int highest, FieldErrors errors) {
    long value = spec.integer(field);
    if (value <= 0 || value > highest) {
      errors.invalid(SPEC.child(field), value, "must be positive and less than " + highest);
    }
  }

  private static void local(JsonObject spec, FieldErrors errors) {
    String bundle = spec.string("caBundle");
    if (!bundle.isEmpty()) {
      int padding = bundle.endsWith("==") ? 2 : bundle.endsWith("=") ? 1 : 0;
      errors.invalid(
          SPEC.child("caBundle"),
          (bundle.length() / 4 * 3 - padding) + " bytes",
          "local APIServices may not have a caBundle");
    }
    if (spec.bool("insecureSkipTLSVerify")) {
      errors.invalid(
          SPEC.child("insecureSkipTLSVerify"),
          JsonBoolean.TRUE,
          "local APIServices may not have insecureSkipTLSVerify");
    }
  }

  private static void service(JsonObject spec, FieldErrors errors) {
    FieldPath path = SPEC.child("service");
    JsonObject service = spec.object("service");
    for (String field : new String[] {"namespace", "name"}) {
      if (service.string(field).isEmpty()) {
        errors.required(path.child(field));
      }
    }
    long port = service.integer("port");
    List<String> wrong = ValueFormats.portNumber(port);
    if (!wrong.isEmpty()) {
      errors.invalid(path.child("port"), port, "port is not valid: " + String.join(", ", wrong));
    }
    if (spec.bool("insecureSkipTLSVerify") && !spec.string("caBundle").isEmpty()) {
      errors.invalid(
          SPEC.child("insecureSkipTLSVerify"),
          JsonBoolean.TRUE,
          "may not be true if caBundle is present");
    }
  }

  @Override
  public void update(JsonObject object, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      create(object, errors);
      return;
    }
    JsonArray conditions = object.object("status").array("conditions");
    for (int i = 0; i < conditions.size(); i++) {
      String status = conditions.object(i).string("status");
      if (!Set.copyOf(STATUSES).contains(status)) {
        errors.notSupported(
            FieldPath.of("status").child("conditions").index(i).child("status"), status, STATUSES);
      }
    }
  }
}
