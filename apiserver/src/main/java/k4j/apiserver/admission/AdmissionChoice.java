package k4j.apiserver.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.feature.FeatureGates;
import k4j.apiserver.configuration.ConfigurationException;

/// Which plugins a cluster's owner wants besides those that are on, and which not.
///
/// @param enabled by name, those that are off otherwise
/// @param disabled by name
/// @param features what is not there unless a gate is open
/// @param configuration what each plugin is told
public record AdmissionChoice(
    Set<String> enabled,
    Set<String> disabled,
    FeatureGates features,
    AdmissionConfiguration configuration) {

  public static final AdmissionChoice NONE =
      new AdmissionChoice(Set.of(), Set.of(), FeatureGates.DEFAULT, AdmissionConfiguration.NONE);

  public AdmissionChoice {
    enabled = Set.copyOf(enabled);
    disabled = Set.copyOf(disabled);
  }

  /// @throws ConfigurationException where Kubernetes knows no such plugin, or one is wanted and not
  ///   wanted
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
    if (!problems.isEmpty()) {
      throw new ConfigurationException(
          problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]");
    }
    return new AdmissionChoice(
        Set.copyOf(enable), Set.copyOf(disable), FeatureGates.DEFAULT, AdmissionConfiguration.NONE);
  }

  public AdmissionChoice withFeatures(FeatureGates gates) {
    return new AdmissionChoice(enabled, disabled, gates, configuration);
  }

  public AdmissionChoice withConfiguration(AdmissionConfiguration file) {
    return new AdmissionChoice(enabled, disabled, features, file);
  }

  private static void unknown(String which, List<String> names, List<String> problems) {
    for (String name : names) {
      if (!AdmissionPlugins.isKnown(name)) {
        problems.add("%s-admission-plugins plugin \"%s\" is unknown".formatted(which, name));
      }
    }
  }

  /// @param otherwise whether it is on where nobody says anything
  boolean wants(String name, boolean otherwise) {
    return enabled.contains(name) || (otherwise && !disabled.contains(name));
  }
}
