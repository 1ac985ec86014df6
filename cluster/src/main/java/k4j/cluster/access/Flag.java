package k4j.cluster.access;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/// A flag of kube-apiserver as a help text shows it.
public record Flag(String name, String label, String description) {

  /// The value to keep: files are found wherever the cluster is started from.
  public String kept(String given) {
    return !label.startsWith("FILE") || given.isEmpty()
        ? given
        : Arrays.stream(given.split(","))
            .map(each -> Path.of(each).toAbsolutePath().normalize().toString())
            .collect(Collectors.joining(","));
  }
}
