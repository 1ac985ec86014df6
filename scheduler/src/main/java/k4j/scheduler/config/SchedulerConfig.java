package k4j.scheduler.config;

import java.time.Duration;
import java.util.List;

/// Everything a scheduler can be told.
///
/// @param percentage how many of the nodes are looked for; 0 for as many as the cluster's size asks
public record SchedulerConfig(
    List<ProfileConfig> profiles, int percentage, Duration initialBackOff, Duration mostBackOff) {

  public SchedulerConfig {
    profiles = List.copyOf(profiles);
  }

  public static SchedulerConfig standard() {
    return of(ProfileConfig.standard());
  }

  public static SchedulerConfig of(ProfileConfig... profiles) {
    return new SchedulerConfig(List.of(profiles), 0, Duration.ofSeconds(1), Duration.ofSeconds(10));
  }
}
