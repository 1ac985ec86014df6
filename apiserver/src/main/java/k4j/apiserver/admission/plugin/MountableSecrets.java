package k4j.apiserver.admission.plugin;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;

/// Whether a pod uses only those secrets that its service account names. Pure.
final class MountableSecrets {

  private MountableSecrets() {}

  /// @param whole whether all of the pod counts, or only its ephemeral containers
  static Optional<String> problem(JsonObject account, JsonObject pod, boolean whole) {
    Set<String> allowed = names(account, "secrets");
    String owner =
        " is not allowed because service account "
            + account.object("metadata").string("name")
            + " does not reference that ";
    JsonObject spec = pod.object("spec");
    if (!whole) {
      return inContainers(spec, "ephemeralContainers", "ephemeral container", allowed, owner);
    }
    for (JsonObject volume : spec.array("volumes").objects()) {
      String secret = volume.object("secret").string("secretName");
      if (volume.has("secret") && !allowed.contains(secret)) {
        return Optional.of("volume with secret.secretName=\"" + secret + "\"" + owner + "secret");
      }
    }
    return inContainers(spec, "initContainers", "init container", allowed, owner)
        .or(() -> inContainers(spec, "containers", "container", allowed, owner))
        .or(() -> inPullSecrets(spec, names(account, "imagePullSecrets"), owner));
  }

  private static Set<String> names(JsonObject account, String field) {
    return account.array(field).objects().stream()
        .map(each -> each.string("name"))
        .collect(Collectors.toSet());
  }

  private static Optional<String> inContainers(
      JsonObject spec, String field, String word, Set<String> allowed, String owner) {
    for (JsonObject container : spec.array(field).objects()) {
      String where = word + " " + container.string("name") + " with ";
      for (JsonObject variable : container.array("env").objects()) {
        JsonObject from = variable.object("valueFrom");
        String secret = from.object("secretKeyRef").string("name");
        if (from.has("secretKeyRef") && !allowed.contains(secret)) {
          return Optional.of(
              where
                  + "envVar "
                  + variable.string("name")
                  + " referencing secret.secretName=\""
                  + secret
                  + "\""
                  + owner
                  + "secret");
        }
      }
      for (JsonObject from : container.array("envFrom").objects()) {
        String secret = from.object("secretRef").string("name");
        if (from.has("secretRef") && !allowed.contains(secret)) {
          return Optional.of(
              where
                  + "envFrom referencing secret.secretName=\""
                  + secret
                  + "\""
                  + owner
                  + "secret");
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> inPullSecrets(
      JsonObject spec, Set<String> allowed, String owner) {
    List<JsonObject> used = spec.array("imagePullSecrets").objects();
    for (int i = 0; i < used.size(); i++) {
      String name = used.get(i).string("name");
      if (!allowed.contains(name)) {
        return Optional.of(
            "imagePullSecrets[" + i + "].name=\"" + name + "\"" + owner + "imagePullSecret");
      }
    }
    return Optional.empty();
  }
}
