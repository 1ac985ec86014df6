package k4j.command;

import java.util.Map;
import k4j.cluster.profile.Profile;
import k4j.cluster.profile.ProfileHome;
import k4j.cluster.profile.RunningCluster;

/// What every command is given: the terminal, the environment and the chosen profile.
public record Session(
    Terminal terminal, Map<String, String> environment, ProfileHome home, Profile profile) {

  /// The running cluster of the profile.
  ///
  /// @throws CommandFailure where none runs
  public RunningCluster running() {
    return RunningCluster.of(profile)
        .orElseThrow(() ->
            new CommandFailure(
                "no cluster runs in profile \"%s\"; start one with 'k4j start%s'."
                    .formatted(profile.name(), profileOption())));
  }

  /// ` -p NAME`, or nothing for the default profile.
  public String profileOption() {
    return profile.name().equals(ProfileHome.DEFAULT_PROFILE) ? "" : " -p " + profile.name();
  }
}
