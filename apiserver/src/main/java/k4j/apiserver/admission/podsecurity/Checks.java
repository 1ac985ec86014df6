package k4j.apiserver.admission.podsecurity;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import k4j.api.json.JsonObject;

/// All checks, in the order in which messages name what they find.
final class Checks {

  private static final List<Check> ALL =
      List.of(
          baseline("appArmorProfile", 0, BaselineProfiles::appArmor),
          baseline("capabilities_baseline", 0, BaselineChecks::capabilities),
          baseline("hostNamespaces", 0, BaselineChecks::hostNamespaces),
          baseline("hostPathVolumes", 0, BaselineChecks::hostPathVolumes),
          baseline("hostPorts", 0, BaselineChecks::hostPorts),
          baseline("hostProbesAndHostLifecycle", 34, BaselineChecks::hostProbes),
          baseline("privileged", 0, BaselineChecks::privileged),
          baseline("procMount", 0, BaselineChecks::procMount),
          baseline("seLinuxOptions", 0, BaselineProfiles::seLinux),
          baseline("seccompProfile_baseline", 19, BaselineProfiles::seccomp),
          baseline("sysctls", 0, BaselineChecks::sysctls),
          baseline("windowsHostProcess", 0, BaselineChecks::windowsHostProcess),
          restricted("allowPrivilegeEscalation", 8, "", RestrictedChecks::privilegeEscalation),
          restricted(
              "capabilities_restricted",
              22,
              "capabilities_baseline",
              RestrictedChecks::capabilities),
          restricted("procMount_restricted", 35, "procMount", BaselineChecks::anyProcMount),
          restricted("restrictedVolumes", 0, "hostPathVolumes", RestrictedChecks::volumes),
          restricted("runAsNonRoot", 0, "", RestrictedChecks::runAsNonRoot),
          restricted("runAsUser", 23, "", RestrictedChecks::runAsUser),
          restricted(
              "seccompProfile_restricted",
              19,
              "seccompProfile_baseline",
              RestrictedChecks::seccomp));

  private Checks() {}

  private static Check baseline(
      String id, int since, Function<PodUnderTest, Optional<Violation>> rule) {
    return new Check(id, Level.BASELINE, since, "", rule);
  }

  private static Check restricted(
      String id, int since, String replaces, Function<PodUnderTest, Optional<Violation>> rule) {
    return new Check(id, Level.RESTRICTED, since, replaces, rule);
  }

  /// What of a pod a level does not allow.
  static List<Violation> violations(Level.At at, JsonObject metadata, JsonObject spec) {
    if (at.level() == Level.PRIVILEGED) {
      return List.of();
    }
    var pod = new PodUnderTest(metadata, spec, at.minor());
    List<Check> active =
        ALL.stream()
            .filter(
                check -> check.since() <= at.minor() && check.level().compareTo(at.level()) <= 0)
            .toList();
    return active.stream()
        .filter(check -> active.stream().noneMatch(o -> o.replaces().equals(check.id())))
        .map(check -> check.rule().apply(pod))
        .flatMap(Optional::stream)
        .toList();
  }
}
