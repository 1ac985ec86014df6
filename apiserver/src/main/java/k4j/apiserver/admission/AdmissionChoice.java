package k4j.apiserver.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import k4j.apiserver.configuration.ConfigurationException;

/// Which plugins a cluster's owner wants besides those that are on, and which not.
///
/// @param enabled by name, those that are off otherwise
/// @param disabled by name
public record AdmissionChoice(Set<String> enabled, Set<String> disabled) {

  public static final AdmissionChoice NONE = new AdmissionChoice(Set.of(), Set.of());

  public AdmissionChoice {
    enabled = Set.copyOf(enabled);
    disabled = Set.copyOf(disabled);
  }

  /// @throws ConfigurationException where Kubernetes knows no such plugin, k4j has none, or one is
  ///   wanted and not wanted
  public static AdmissionChoice of(List<String> enable, List<String> disable) {
    var problems = new ArrayList<String>();
    unknown("enable", enable, problems);
    unknown("disable", disable, problems);
    var both = new TreeSet<>(enable);
    both.retainAll(disable);
    if (!both.isEmpty()) {
      problems.add(
          "[%s] in enable-admission-plugins and disable-admission-plugins overlapped"
              .formatted(String.join(" ", both)));
    }
    for (String name : enable) {
      if (AdmissionPlugins.ABSENT.contains(name)) {
        problems.add("enable-admission-plugins plugin \"%s\" is not in k4j".formatted(name));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(
          problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]");
    }
    return new AdmissionChoice(Set.copyOf(enable), Set.copyOf(disable));
  }

  private static void unknown(String which, List<String> names, List<String> problems) {
    for (String name : names) {
      if (!AdmissionPlugins.NAMES.contains(name)) {
        problems.add("%s-admission-plugins plugin \"%s\" is unknown".formatted(which, name));
      }
    }
  }

  /// @param otherwise whether it is on where nobody says anything
  boolean wants(String name, boolean otherwise) {
    return enabled.contains(name) || (otherwise && !disabled.contains(name));
  }
}
