package k4j.apiserver.strategy.pod.preparation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import org.jspecify.annotations.Nullable;

/// Copies the AppArmor profile of a container from the annotation that old clients write to the
/// field that took its place. Pure.
public final class AppArmorProfiles {

  public static final String PREFIX = "container.apparmor.security.beta.kubernetes.io/";
  private static final String LOCALHOST = "localhost/";
  private static final List<String> WORDS = List.of("unconfined", "runtime/default");
  private static final List<String> LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");
  private static final int MAX_PROFILE = 4095;

  private AppArmorProfiles() {}

  public static JsonObject fromAnnotations(JsonObject spec, JsonObject pod) {
    JsonObject annotations = pod.object("metadata").object("annotations");
    boolean any = annotations.names().stream().anyMatch(name -> name.startsWith(PREFIX));
    if (!any || spec.object("os").string("name").equals("windows")) {
      return spec;
    }
    Json whole = spec.object("securityContext").get("appArmorProfile");
    JsonObject result = spec;
    for (String list : LISTS) {
      List<Json> containers = new ArrayList<>();
      for (JsonObject container : spec.array(list).objects()) {
        containers.add(container(container, annotations, whole));
      }
      result = containers.isEmpty() ? result : result.with(list, JsonArray.of(containers));
    }
    return result;
  }

  /// Of annotations that say what their fields should (they win over the pod's own profile).
  public static List<String> warnings(JsonObject pod) {
    JsonObject spec = pod.object("spec");
    if (spec.object("os").string("name").equals("windows")) {
      return List.of();
    }
    return warnings(pod, FieldPath.ROOT);
  }

  /// As above, of a template.
  ///
  /// @param root where it stands in its object
  public static List<String> warnings(JsonObject template, FieldPath root) {
    JsonObject spec = template.object("spec");
    JsonObject annotations = template.object("metadata").object("annotations");
    Json whole = spec.object("securityContext").get("appArmorProfile");
    var out = new ArrayList<String>();
    for (String list : LISTS) {
      for (JsonObject container : spec.array(list).objects()) {
        String key = PREFIX + container.string("name");
        boolean alone =
            annotations.has(key) && !container.object("securityContext").has("appArmorProfile");
        if (alone && !Objects.equals(profile(annotations.string(key)), whole)) {
          out.add(
              root.child("metadata", "annotations").key(key)
                  + ": deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
      }
    }
    return out;
  }

  /// What the annotations themselves must be.
  public static void check(
      JsonObject annotations, JsonObject spec, FieldPath path, FieldErrors errors) {
    for (String key : annotations.names()) {
      if (!key.startsWith(PREFIX)) {
        continue;
      }
      String name = key.substring(PREFIX.length());
      boolean known =
          LISTS.stream()
              .flatMap(list -> spec.array(list).objects().stream())
              .anyMatch(container -> container.string("name").equals(name));
      if (!known) {
        errors.invalid(path.key(key), name, "container not found");
      }
      String profile = annotations.string(key);
      if (!profile.isEmpty() && !WORDS.contains(profile) && !profile.startsWith(LOCALHOST)) {
        errors.invalid(
            path.key(key), profile, "invalid AppArmor profile name: \"%s\"".formatted(profile));
      }
    }
  }

  private static JsonObject container(
      JsonObject container, JsonObject annotations, @Nullable Json whole) {
    String key = PREFIX + container.string("name");
    if (!annotations.has(key) || container.object("securityContext").has("appArmorProfile")) {
      return container;
    }
    JsonObject profile = profile(annotations.string(key));
    return profile.isEmpty() || Objects.equals(profile, whole)
        ? container
        : container.withAt(profile, "securityContext", "appArmorProfile");
  }

  /// Empty where the annotation says nothing that a field could.
  private static JsonObject profile(String annotation) {
    return switch (annotation) {
      case "unconfined" -> JsonObject.EMPTY.with("type", "Unconfined");
      case "runtime/default" -> JsonObject.EMPTY.with("type", "RuntimeDefault");
      default -> {
        String name =
            annotation.startsWith(LOCALHOST) ? annotation.substring(LOCALHOST.length()) : "";
        yield name.isBlank() || !name.strip().equals(name) || name.length() > MAX_PROFILE
            ? JsonObject.EMPTY
            : JsonObject.EMPTY.with("type", "Localhost").with("localhostProfile", name);
      }
    };
  }
}
