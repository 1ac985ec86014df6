package k4j.cluster;

/// Hears what a starting cluster has done, for a person to read.
@FunctionalInterface
public interface Progress {
  void done(String step);
}
