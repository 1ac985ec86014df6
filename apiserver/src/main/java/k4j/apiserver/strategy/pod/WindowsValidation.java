package k4j.apiserver.strategy.pod;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// What pods may ask for on Windows, and what only there.
final class WindowsValidation {

  private static final String[] POD_CONTEXT = {
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "sysctls",
    "runAsUser",
    "runAsGroup",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "seLinuxChangePolicy"
  };
  private static final String[] POD = {"hostUsers", "hostPID", "hostIPC", "shareProcessNamespace"};
  private static final String[] CONTEXT = {
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup"
  };
  private static final String NOT = "cannot be set for a windows pod";
  private static final Pattern DOMAIN =
      Pattern.compile(
          "[^\\\\/:\\*\\?\"<>|\\.][^\\\\/:\\*\\?\"<>|]{0,14}|[a-zA-Z0-9]+" + "([-.][a-zA-Z0-9]+)*");

  private WindowsValidation() {}

  static void system(JsonObject spec, String name, FieldPath path, FieldErrors errors) {
    if (name.equals("linux")) {
      String refused = "windows options cannot be set for a linux pod";
      if (spec.object("securityContext").has("windowsOptions")) {
        errors.forbidden(path.child("securityContext", "windowsOptions"), refused);
      }
      each(
          spec,
          path,
          (container, at) -> {
            if (container.object("securityContext").has("windowsOptions")) {
              errors.forbidden(at.child("securityContext", "windowsOptions"), refused);
            }
          });
    } else if (name.equals("windows")) {
      windows(spec, path, errors);
    }
  }

  private static void windows(JsonObject spec, FieldPath path, FieldErrors errors) {
    for (String field : POD) {
      boolean flag = field.equals("hostPID") || field.equals("hostIPC");
      if (flag ? spec.bool(field) : spec.has(field)) {
        errors.forbidden(path.child(field), NOT);
      }
    }
    forbid(spec.object("securityContext"), POD_CONTEXT, path.child("securityContext"), errors);
    each(
        spec,
        path,
        (container, at) ->
            forbid(
                container.object("securityContext"), CONTEXT, at.child("securityContext"), errors));
  }

  private static void forbid(
      JsonObject context, String[] fields, FieldPath path, FieldErrors errors) {
    for (String field : fields) {
      if (context.has(field)) {
        errors.forbidden(path.child(field), NOT);
      }
    }
  }

  private static void each(
      JsonObject spec, FieldPath path, BiConsumer<JsonObject, FieldPath> visit) {
    for (String list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
      JsonArray containers = spec.array(list);
      for (int i = 0; i < containers.size(); i++) {
        visit.accept(containers.object(i), path.child(list).index(i));
      }
    }
  }

  static void options(JsonObject context, FieldPath path, FieldErrors errors) {
    if (!context.has("windowsOptions")) {
      return;
    }
    JsonObject options = context.object("windowsOptions");
    FieldPath at = path.child("windowsOptions");
    if (options.get("gmsaCredentialSpecName") instanceof JsonString name) {
      errors.invalidEach(
          at.child("gmsaCredentialSpecName"), name.value(), Formats.dnsSubdomain(name.value()));
    }
    if (options.get("gmsaCredentialSpec") instanceof JsonString text) {
      FieldPath field = at.child("gmsaCredentialSpec");
      if (text.value().isEmpty()) {
        errors.invalid(field, "", "gmsaCredentialSpec cannot be an empty string");
      } else if (text.value().length() > 64 * 1024) {
        errors.invalid(field, text, "gmsaCredentialSpec size must be under 64 KiB");
      }
    }
    if (options.get("runAsUserName") instanceof JsonString name) {
      user(name.value(), at.child("runAsUserName"), errors);
    }
  }

  private static void user(String name, FieldPath path, FieldErrors errors) {
    List<String> parts = List.of(name.split("\\\\", -1));
    if (name.isEmpty()) {
      errors.invalid(path, name, "runAsUserName cannot be an empty string");
      return;
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      errors.invalid(path, name, "runAsUserName cannot contain control characters");
      return;
    }
    if (parts.size() > 2) {
      errors.invalid(path, name, "runAsUserName cannot contain more than one backslash");
      return;
    }
    String domain = parts.size() == 2 ? parts.getFirst() : "";
    String user = parts.getLast();
    if (domain.length() >= 256) {
      errors.invalid(path, name, "runAsUserName's Domain length must be under 256 characters");
    }
    if (parts.size() == 2 && !DOMAIN.matcher(domain).matches()) {
      errors.invalid(
          path, name, "runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
    if (user.isEmpty()) {
      errors.invalid(path, name, "runAsUserName's User cannot be empty");
    } else if (user.length() > 104) {
      errors.invalid(
          path, name, "runAsUserName's User length must not be longer than 104 characters");
    }
    if (user.matches("[. ]+")) {
      errors.invalid(path, name, "runAsUserName's User cannot contain only periods or spaces");
    }
    if (user.matches("(?s).*[\"/\\\\:;|=,+*?<>@\\[\\]].*")) {
      errors.invalid(
          path,
          name,
          "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
    }
  }

  /// Containers that are processes of the node: all or none, and in its network.
  static void hostProcess(JsonObject spec, FieldPath path, FieldErrors errors) {
    JsonObject pod = spec.object("securityContext").object("windowsOptions");
    var counts = new int[2];
    each(
        spec,
        path,
        (container, at) -> {
          JsonObject own = container.object("securityContext").object("windowsOptions");
          boolean set = own.has("hostProcess");
          if (set && pod.has("hostProcess") && own.bool("hostProcess") != pod.bool("hostProcess")) {
            errors.invalid(
                at.child("securityContext").child("windowsOptions", "hostProcess"),
                own.get("hostProcess"),
                "pod hostProcess value must be identical if both are specified, was "
                    + pod.bool("hostProcess"));
          }
          counts[0]++;
          counts[1] += (set ? own : pod).bool("hostProcess") ? 1 : 0;
        });
    if (counts[1] == 0) {
      return;
    }
    if (counts[0] != counts[1]) {
      errors.invalid(
          path,
          "",
          "If pod contains any hostProcess containers then all containers must be HostProcess"
              + " containers");
    }
    if (!spec.bool("hostNetwork")) {
      errors.invalid(
          path.child("hostNetwork"),
          Json.of(false),
          "hostNetwork must be true if pod contains any hostProcess containers");
    }
  }
}
