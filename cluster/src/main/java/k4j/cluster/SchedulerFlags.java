package k4j.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import k4j.scheduler.config.ConfigReader;
import k4j.scheduler.config.InvalidConfig;
import k4j.scheduler.config.SchedulerConfig;

/// What kube-scheduler is told by its `--config`.
final class SchedulerFlags {

  private SchedulerFlags() {}

  /// @throws ClusterFailure where the file cannot be read or is wrong
  static SchedulerConfig read(ServerFlags flags) {
    String file = flags.get(ServerFlags.SCHEDULER_CONFIG);
    if (file.isEmpty()) {
      return SchedulerConfig.standard();
    }
    try {
      return ConfigReader.read(Files.readAllBytes(Path.of(file)));
    } catch (IOException e) {
      throw new ClusterFailure("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (InvalidConfig e) {
      throw new ClusterFailure("%s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
