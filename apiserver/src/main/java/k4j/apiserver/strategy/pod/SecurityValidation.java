package k4j.apiserver.strategy.pod;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// Security contexts of pods and containers.
final class SecurityValidation {

  private static final List<String> PROFILES = List.of("Localhost", "RuntimeDefault", "Unconfined");

  private SecurityValidation() {}

  static void pod(JsonObject spec, FieldPath path, FieldErrors errors) {
    JsonObject context = spec.object("securityContext");
    id(context, "fsGroup", path, errors);
    id(context, "runAsUser", path, errors);
    id(context, "runAsGroup", path, errors);
    PodSpecValidation.optionalChoice(
        context, "fsGroupChangePolicy", List.of("Always", "OnRootMismatch"), path, errors);
    PodSpecValidation.optionalChoice(
        context, "supplementalGroupsPolicy", List.of("Merge", "Strict"), path, errors);
    PodFields.groups(context.array("supplementalGroups"), path.child("supplementalGroups"), errors);
    PodSpecValidation.optionalChoice(
        context, "seLinuxChangePolicy", List.of("Recursive"), path, errors);
    WindowsValidation.options(context, path, errors);
    profile(context, "seccompProfile", "seccomp", path, errors);
    profile(context, "appArmorProfile", "AppArmor", path, errors);
    if (spec.has("hostUsers") && !spec.bool("hostUsers")) {
      FieldPath at = FieldPath.of("spec");
      if (spec.bool("hostNetwork")) {
        errors.forbidden(at.child("hostNetwork"), "when `hostUsers` is false");
      }
      if (spec.bool("hostPID")) {
        errors.forbidden(at.child("HostPID"), "when `hostUsers` is false");
      }
      if (spec.bool("hostIPC")) {
        errors.forbidden(at.child("HostIPC"), "when `hostUsers` is false");
      }
    }
  }

  static void container(JsonObject container, JsonObject spec, FieldPath path, FieldErrors errors) {
    if (!container.has("securityContext")) {
      return;
    }
    JsonObject context = container.object("securityContext");
    id(context, "runAsUser", path, errors);
    id(context, "runAsGroup", path, errors);
    PodSpecValidation.optionalChoice(
        context, "procMount", List.of("Default", "Unmasked"), path, errors);
    boolean ownUsers = spec.has("hostUsers") && !spec.bool("hostUsers");
    if (context.string("procMount").equals("Unmasked") && !ownUsers) {
      errors.invalid(
          path.child("procMount"), "Unmasked", "`hostUsers` must be false to use `Unmasked`");
    }
    profile(context, "seccompProfile", "seccomp", path, errors);
    profile(context, "appArmorProfile", "AppArmor", path, errors);
    WindowsValidation.options(context, path, errors);
    escalation(context, path, errors);
  }

  private static void escalation(JsonObject context, FieldPath path, FieldErrors errors) {
    if (!context.has("allowPrivilegeEscalation") || context.bool("allowPrivilegeEscalation")) {
      return;
    }
    if (context.bool("privileged")) {
      errors.invalid(
          path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
    }
    List<String> added = context.object("capabilities").array("add").strings();
    if (added.contains("CAP_SYS_ADMIN")) {
      errors.invalid(
          path,
          context,
          "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
    }
  }

  private static void id(JsonObject context, String field, FieldPath path, FieldErrors errors) {
    long id = context.integer(field);
    if (id < 0 || id > Integer.MAX_VALUE) {
      errors.invalid(path.child(field), id, "must be between 0 and 2147483647, inclusive");
    }
  }

  private static void profile(
      JsonObject context, String field, String what, FieldPath path, FieldErrors errors) {
    if (!context.has(field)) {
      return;
    }
    JsonObject profile = context.object(field);
    FieldPath at = path.child(field);
    String type = profile.string("type");
    if (type.isEmpty()) {
      errors.required(at.child("type"), "type is required when " + field + " is set");
    } else if (!PROFILES.contains(type)) {
      errors.notSupported(at.child("type"), type, PROFILES);
    } else if (type.equals("Localhost")) {
      if (profile.string("localhostProfile").isEmpty()) {
        errors.required(
            at.child("localhostProfile"), "must be set when " + what + " type is Localhost");
      } else if (field.equals("seccompProfile")) {
        VolumeValidation.localDescending(
            profile.string("localhostProfile"), at.child("localhostProfile"), errors);
      }
    } else if (profile.has("localhostProfile")) {
      errors.invalid(
          at.child("localhostProfile"),
          profile.get("localhostProfile"),
          "can only be set when " + what + " type is Localhost");
    }
  }
}
