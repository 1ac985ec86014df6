package k4j.apiserver.strategy.device;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;

/// Claims of devices, and templates of them.
///
/// @param template whether the claim stands in a template
public record DeviceClaimValidation(boolean template) implements Validation {

  private static final List<String> MODES = List.of("All", "ExactCount");
  private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "None");
  private static final String NOT_A_REQUEST =
      "must be the name of a request in the claim or the name of a request and a subrequest"
          + " separated by '/'";

  @Override
  public void create(JsonObject claim, FieldErrors errors) {
    FieldPath spec = FieldPath.of("spec");
    if (template) {
      JsonObject devices = claim.object("spec").object("spec").object("devices");
      devices(devices, spec.child("spec", "devices"), errors);
    } else {
      devices(claim.object("spec").object("devices"), spec.child("devices"), errors);
    }
  }

  private static void devices(JsonObject devices, FieldPath path, FieldErrors errors) {
    JsonArray requests = devices.array("requests");
    var names = new HashSet<String>();
    if (requests.size() > 32) {
      errors.tooMany(path.child("requests"), requests.size(), 32);
    }
    List<String> own = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      JsonObject request = requests.object(i);
      own.add(request.string("name"));
      names.add(request.string("name"));
      for (JsonObject sub : request.array("firstAvailable").objects()) {
        names.add(request.string("name") + "/" + sub.string("name"));
      }
      request(request, path.child("requests").index(i), errors);
    }
    DeviceFields.unique(own, path.child("requests"), errors);
    JsonArray constraints = devices.array("constraints");
    for (int i = 0; i < constraints.size(); i++) {
      constraint(constraints.object(i), names, path.child("constraints").index(i), errors);
    }
    JsonArray configs = devices.array("config");
    for (int i = 0; i < configs.size(); i++) {
      FieldPath at = path.child("config").index(i);
      references(configs.object(i).array("requests").strings(), names, at, errors);
      DeviceFields.opaque(configs.object(i), at, errors);
    }
  }

  private static void request(JsonObject request, FieldPath path, FieldErrors errors) {
    DeviceFields.label(request.string("name"), path.child("name"), errors);
    boolean exact = request.has("exactly");
    JsonArray choices = request.array("firstAvailable");
    if (exact != choices.isEmpty()) {
      if (exact) {
        errors.invalid(path, request, "exactly one of `exactly` or `firstAvailable` is required");
      } else {
        errors.required(path, "exactly one of `exactly` or `firstAvailable` is required");
      }
      return;
    }
    if (exact) {
      asked(request.object("exactly"), path.child("exactly"), errors);
    }
    List<String> names = new ArrayList<>();
    FieldPath at = path.child("firstAvailable");
    if (choices.size() > 8) {
      errors.tooMany(at, choices.size(), 8);
    }
    for (int i = 0; i < choices.size(); i++) {
      String name = choices.object(i).string("name");
      names.add(name);
      DeviceFields.label(name, at.index(i).child("name"), errors);
      asked(choices.object(i), at.index(i), errors);
    }
    DeviceFields.unique(names, at, errors);
  }

  private static void asked(JsonObject request, FieldPath path, FieldErrors errors) {
    String name = request.string("deviceClassName");
    if (name.isEmpty()) {
      errors.required(path.child("deviceClassName"));
    } else {
      errors.invalidEach(path.child("deviceClassName"), name, Formats.dnsSubdomain(name));
    }
    DeviceFields.selectors(request.array("selectors"), path.child("selectors"), errors);
    String mode = request.string("allocationMode");
    long count = request.integer("count");
    if (mode.equals("ExactCount") && count <= 0) {
      errors.invalid(path.child("count"), count, "must be greater than zero");
    } else if (mode.equals("All") && count != 0) {
      errors.invalid(
          path.child("count"), count, "must not be specified when allocationMode is 'All'");
    } else if (!MODES.contains(mode)) {
      errors.notSupported(path.child("allocationMode"), mode, MODES);
    }
    JsonArray tolerations = request.array("tolerations");
    for (int i = 0; i < tolerations.size(); i++) {
      toleration(tolerations.object(i), path.child("tolerations").index(i), errors);
    }
  }

  private static void toleration(JsonObject toleration, FieldPath path, FieldErrors errors) {
    String key = toleration.string("key");
    String operator = toleration.string("operator");
    if (!key.isEmpty()) {
      errors.invalidEach(path.child("key"), key, Formats.qualifiedName(key));
    }
    switch (operator) {
      case "Exists" -> {
        if (!toleration.string("value").isEmpty()) {
          errors.invalid(
              path.child("value"),
              toleration.string("value"),
              "must be empty for operator `Exists`");
        }
      }
      case "Equal" -> {
        String value = toleration.string("value");
        errors.invalidEach(path.child("value"), value, Formats.labelValue(value));
      }
      case "" -> errors.required(path.child("operator"));
      default -> errors.notSupported(path.child("operator"), operator, List.of("Equal", "Exists"));
    }
    String effect = toleration.string("effect");
    if (!effect.isEmpty() && !EFFECTS.contains(effect)) {
      errors.notSupported(path.child("effect"), effect, EFFECTS);
    }
  }

  private static void constraint(
      JsonObject constraint, Set<String> names, FieldPath path, FieldErrors errors) {
    references(constraint.array("requests").strings(), names, path, errors);
    boolean same = constraint.has("matchAttribute");
    boolean distinct = constraint.has("distinctAttribute");
    if (same == distinct) {
      errors.required(
          path,
          "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple"
              + " fields are set");
    } else if (same && constraint.get("matchAttribute") instanceof JsonString name) {
      DeviceFields.fullyQualified(name.value(), path.child("matchAttribute"), errors);
    } else if (constraint.get("distinctAttribute") instanceof JsonString name) {
      DeviceFields.fullyQualified(name.value(), path.child("distinctAttribute"), errors);
    }
  }

  private static void references(
      List<String> requests, Set<String> names, FieldPath path, FieldErrors errors) {
    FieldPath at = path.child("requests");
    for (int i = 0; i < requests.size(); i++) {
      String name = requests.get(i);
      for (String part : name.split("/", 2)) {
        errors.invalidEach(at.index(i), part, Formats.dnsLabel(part));
      }
      if (!names.contains(name)) {
        errors.invalid(at.index(i), name, NOT_A_REQUEST);
      }
    }
    DeviceFields.unique(requests, at, errors);
  }

  @Override
  public void update(JsonObject claim, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      Checks.immutable(claim, old, "spec", FieldPath.ROOT, errors);
    }
  }
}
