package k4j.apiserver.admission.podsecurity;

import static k4j.apiserver.admission.podsecurity.Violation.named;
import static k4j.apiserver.admission.podsecurity.Violation.plural;
import static k4j.apiserver.admission.podsecurity.Violation.quoted;
import static k4j.apiserver.admission.podsecurity.Violation.setters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.json.GoQuote;
import k4j.api.json.JsonObject;

/// What the baseline says about the profiles of the host's guards: AppArmor, SELinux, seccomp.
/// Pure.
final class BaselineProfiles {

  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  private static final Set<String> GOOD = Set.of("RuntimeDefault", "Localhost");

  private BaselineProfiles() {}

  static Optional<Violation> appArmor(PodUnderTest pod) {
    var values = new TreeSet<String>();
    boolean ofPod = isBad(pod.securityContext(), "appArmorProfile", values);
    List<String> containers =
        pod.containersWhere(
            container -> isBad(container.object("securityContext"), "appArmorProfile", values));
    var setters = new ArrayList<String>();
    if (ofPod || !containers.isEmpty()) {
      setters.add(setters(ofPod, containers));
    }
    var annotations = new TreeSet<String>();
    JsonObject all = pod.metadata().object("annotations");
    for (String key : all.names()) {
      String value = all.string(key);
      if (key.startsWith(APP_ARMOR)
          && !value.isEmpty()
          && !value.equals("runtime/default")
          && !value.startsWith("localhost/")) {
        annotations.add(key + "=" + GoQuote.quote(value));
      }
    }
    List<String> shown = new ArrayList<>(values);
    if (!annotations.isEmpty()) {
      shown.addAll(annotations);
      setters.add(plural("annotation", annotations.size()));
    }
    return setters.isEmpty()
        ? Optional.empty()
        : Violation.of(
            plural("forbidden AppArmor profile", shown.size()),
            String.join(" and ", setters)
                + " must not set AppArmor profile type to "
                + quoted(shown));
  }

  /// Whether a profile is set to something that is not allowed, which is then collected.
  static boolean isBad(JsonObject securityContext, String field, Set<String> values) {
    if (!securityContext.has(field)) {
      return false;
    }
    String type = securityContext.object(field).string("type");
    if (GOOD.contains(type)) {
      return false;
    }
    values.add(type);
    return true;
  }

  static Optional<Violation> seccomp(PodUnderTest pod) {
    var values = new TreeSet<String>();
    boolean ofPod = isBad(pod.securityContext(), "seccompProfile", values);
    List<String> containers =
        pod.containersWhere(
            container -> isBad(container.object("securityContext"), "seccompProfile", values));
    return values.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "seccompProfile",
            setters(ofPod, containers)
                + " must not set securityContext.seccompProfile.type to "
                + quoted(values));
  }

  static Optional<Violation> seLinux(PodUnderTest pod) {
    var found = new SeLinux(pod.minor());
    boolean ofPod = found.isBad(pod.securityContext());
    List<String> containers =
        pod.containersWhere(container -> found.isBad(container.object("securityContext")));
    return !ofPod && containers.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "seLinuxOptions",
            setters(ofPod, containers)
                + " set forbidden securityContext.seLinuxOptions: "
                + found.describe());
  }

  /// What was found in the SELinux options of a pod and its containers.
  private static final class SeLinux {

    private final Set<String> types = new TreeSet<>();
    private final Set<String> allowed;
    private boolean user;
    private boolean role;

    SeLinux(int minor) {
      allowed =
          minor >= 31
              ? Set.of(
                  "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
              : Set.of("", "container_t", "container_init_t", "container_kvm_t");
    }

    boolean isBad(JsonObject securityContext) {
      JsonObject options = securityContext.object("seLinuxOptions");
      boolean badType = !allowed.contains(options.string("type"));
      if (badType) {
        types.add(options.string("type"));
      }
      boolean hasUser = !options.string("user").isEmpty();
      boolean hasRole = !options.string("role").isEmpty();
      user |= hasUser;
      role |= hasRole;
      return badType || hasUser || hasRole;
    }

    String describe() {
      var parts = new ArrayList<String>();
      if (!types.isEmpty()) {
        parts.add(named("type", types));
      }
      if (user) {
        parts.add("user may not be set");
      }
      if (role) {
        parts.add("role may not be set");
      }
      return String.join("; ", parts);
    }
  }
}
