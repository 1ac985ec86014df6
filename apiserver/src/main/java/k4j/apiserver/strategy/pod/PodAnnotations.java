package k4j.apiserver.strategy.pod;

import java.util.regex.Pattern;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.pod.preparation.AppArmorProfiles;

/// Annotations that mean something on pods, and on templates of them.
final class PodAnnotations {

  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final Pattern NUMBER = Pattern.compile("0|-?\\d+");
  private static final Pattern PADDED = Pattern.compile("0\\d+");

  private PodAnnotations() {}

  /// @param path that of the annotations
  static void check(JsonObject pod, FieldPath path, FieldErrors errors) {
    JsonObject annotations = pod.object("metadata").object("annotations");
    if (annotations.isEmpty()) {
      return;
    }
    if (annotations.has(MIRROR) && pod.object("spec").string("nodeName").isEmpty()) {
      errors.invalid(
          path.key(MIRROR),
          annotations.string(MIRROR),
          "must set spec.nodeName if mirror pod annotation is set");
    }
    if (!isCost(annotations)) {
      errors.invalid(path.key(COST), annotations.string(COST), "must be a 32bit integer");
    }
    AppArmorProfiles.check(annotations, pod.object("spec"), path, errors);
  }

  /// Of a change: a cost that was wrong before may stay so.
  static void change(JsonObject pod, JsonObject old, FieldPath path, FieldErrors errors) {
    JsonObject annotations = pod.object("metadata").object("annotations");
    if (!isCost(annotations) && isCost(old.object("metadata").object("annotations"))) {
      errors.invalid(path.key(COST), annotations.string(COST), "must be a 32bit integer");
    }
  }

  private static boolean isCost(JsonObject annotations) {
    if (!annotations.has(COST)) {
      return true;
    }
    String cost = annotations.string(COST);
    if (!NUMBER.matcher(cost).matches() || PADDED.matcher(cost).matches()) {
      return false;
    }
    try {
      Integer.parseInt(cost);
      return true;
    } catch (NumberFormatException tooLarge) {
      return false;
    }
  }

  /// Old annotations and the fields that took their place must agree.
  ///
  /// @param path that of the spec
  static void match(JsonObject pod, FieldPath path, FieldErrors errors) {
    JsonObject annotations = pod.object("metadata").object("annotations");
    JsonObject spec = pod.object("spec");
    if (annotations.isEmpty()) {
      return;
    }
    JsonObject context = spec.object("securityContext");
    String seccomp = "seccomp.security.alpha.kubernetes.io/pod";
    if (annotations.has(seccomp)) {
      seccomp(annotations.string(seccomp), context, path.child("securityContext"), errors);
    }
    each(
        spec,
        path,
        (container, at) -> {
          String key = "container.seccomp.security.alpha.kubernetes.io/" + container.string("name");
          if (annotations.has(key)) {
            seccomp(
                annotations.string(key),
                container.object("securityContext"),
                at.child("securityContext"),
                errors);
          }
        });
    if (!spec.object("os").string("name").equals("windows")) {
      each(
          spec,
          path,
          (container, at) -> {
            String key = AppArmorProfiles.PREFIX + container.string("name");
            JsonObject own = container.object("securityContext");
            JsonObject in = own.has("appArmorProfile") ? own : context;
            if (annotations.has(key)) {
              String given = annotations.string(key);
              FieldPath field = at.child("securityContext", "appArmorProfile");
              agree(given, in.object("appArmorProfile"), field, "apparmor", false, errors);
            }
          });
    }
  }

  private interface Visit {
    void container(JsonObject container, FieldPath path);
  }

  private static void each(JsonObject spec, FieldPath path, Visit visit) {
    for (String list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
      JsonArray containers = spec.array(list);
      for (int i = 0; i < containers.size(); i++) {
        visit.container(containers.object(i), path.child(list).index(i));
      }
    }
  }

  private static void seccomp(
      String given, JsonObject context, FieldPath path, FieldErrors errors) {
    FieldPath at = path.child("seccompProfile");
    agree(given, context.object("seccompProfile"), at, "seccomp", true, errors);
  }

  /// @param docker whether Docker's word for the runtime's own profile counts
  private static void agree(
      String given,
      JsonObject profile,
      FieldPath path,
      String what,
      boolean docker,
      FieldErrors errors) {
    String localhost = "localhost/";
    boolean type =
        switch (profile.string("type")) {
          case "Unconfined" -> given.equals("unconfined");
          case "RuntimeDefault" ->
              given.equals("runtime/default") || (docker && given.equals("docker/default"));
          case "Localhost" -> given.startsWith(localhost);
          default -> true;
        };
    if (!type) {
      errors.forbidden(path.child("type"), what + " type in annotation and field must match");
    } else if (profile.string("type").equals("Localhost")
        && !given.substring(localhost.length()).equals(profile.string("localhostProfile"))) {
      errors.forbidden(
          path.child("localhostProfile"), what + " profile in annotation and field must match");
    }
  }
}
