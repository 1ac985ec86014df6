package k4j.apiserver.admission.podsecurity;

import static k4j.apiserver.admission.podsecurity.Violation.named;
import static k4j.apiserver.admission.podsecurity.Violation.quoted;
import static k4j.apiserver.admission.podsecurity.Violation.setters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.json.Json;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// What the restricted level asks for beyond the baseline. Pure.
final class RestrictedChecks {

  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private RestrictedChecks() {}

  static Optional<Violation> privilegeEscalation(PodUnderTest pod) {
    List<String> bad =
        pod.containersWhere(container ->
            container.object("securityContext").get("allowPrivilegeEscalation")
                != JsonBoolean.FALSE);
    return bad.isEmpty() || pod.isWindows()
        ? Optional.empty()
        : Violation.of(
            "allowPrivilegeEscalation != false",
            named("container", bad) + " must set securityContext.allowPrivilegeEscalation=false");
  }

  static Optional<Violation> capabilities(PodUnderTest pod) {
    List<String> keeping =
        pod.containersWhere(container ->
            !container
                .object("securityContext")
                .object("capabilities")
                .array("drop")
                .strings()
                .contains("ALL"));
    var added = new TreeSet<String>();
    List<String> adding =
        pod.containersWhere(container -> {
          List<String> more = new ArrayList<>(BaselineChecks.added(container));
          more.removeIf(each -> each.equals("NET_BIND_SERVICE"));
          added.addAll(more);
          return !more.isEmpty();
        });
    var details = new ArrayList<String>();
    if (!keeping.isEmpty()) {
      details.add(
          named("container", keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
    }
    if (!adding.isEmpty()) {
      details.add(
          named("container", adding)
              + " must not include "
              + quoted(added)
              + " in securityContext.capabilities.add");
    }
    return details.isEmpty() || pod.isWindows()
        ? Optional.empty()
        : Violation.of("unrestricted capabilities", String.join("; ", details));
  }

  static Optional<Violation> volumes(PodUnderTest pod) {
    var bad = new ArrayList<String>();
    var types = new TreeSet<String>();
    for (JsonObject volume : pod.spec().array("volumes").objects()) {
      if (volume.names().stream().noneMatch(VOLUMES::contains)) {
        bad.add(volume.string("name"));
        types.add(
            volume.names().stream()
                .filter(name -> !name.equals("name"))
                .findFirst()
                .orElse("unknown"));
      }
    }
    return bad.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "restricted volume types",
            named("volume", bad)
                + (bad.size() == 1 ? " uses " : " use ")
                + named("restricted volume type", types));
  }

  static Optional<Violation> runAsNonRoot(PodUnderTest pod) {
    if (pod.hasOwnUsers()) {
      return Optional.empty();
    }
    Json ofPod = pod.securityContext().get("runAsNonRoot");
    List<String> explicit =
        pod.containersWhere(container -> nonRoot(container) == JsonBoolean.FALSE);
    if (ofPod == JsonBoolean.FALSE || !explicit.isEmpty()) {
      return Violation.of(
          "runAsNonRoot != true",
          setters(ofPod == JsonBoolean.FALSE, explicit)
              + " must not set securityContext.runAsNonRoot=false");
    }
    List<String> implicit =
        ofPod == JsonBoolean.TRUE
            ? List.of()
            : pod.containersWhere(container -> nonRoot(container) == null);
    return implicit.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "runAsNonRoot != true",
            "pod or "
                + named("container", implicit)
                + " must set securityContext.runAsNonRoot=true");
  }

  private static @Nullable Json nonRoot(JsonObject container) {
    return container.object("securityContext").get("runAsNonRoot");
  }

  static Optional<Violation> runAsUser(PodUnderTest pod) {
    boolean ofPod = isRoot(pod.securityContext());
    List<String> containers =
        pod.containersWhere(container -> isRoot(container.object("securityContext")));
    return pod.hasOwnUsers() || (!ofPod && containers.isEmpty())
        ? Optional.empty()
        : Violation.of("runAsUser=0", setters(ofPod, containers) + " must not set runAsUser=0");
  }

  private static boolean isRoot(JsonObject securityContext) {
    return securityContext.get("runAsUser") instanceof JsonInteger(long id) && id == 0;
  }

  static Optional<Violation> seccomp(PodUnderTest pod) {
    Optional<Violation> explicit = BaselineProfiles.seccomp(pod);
    if (pod.isWindows() || explicit.isPresent()) {
      return pod.isWindows() ? Optional.empty() : explicit;
    }
    List<String> implicit =
        pod.securityContext().has("seccompProfile")
            ? List.of()
            : pod.containersWhere(
                container -> !container.object("securityContext").has("seccompProfile"));
    return implicit.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "seccompProfile",
            "pod or "
                + named("container", implicit)
                + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or"
                + " \"Localhost\"");
  }
}
