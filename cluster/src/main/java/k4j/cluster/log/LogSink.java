package k4j.cluster.log;

/// Takes finished lines.
@FunctionalInterface
public interface LogSink {
  void line(String text);
}
