package k4j.controllers;

/// One loop that makes the cluster what its objects say. Nothing runs before `start`.
public interface Controller extends AutoCloseable {

  void start();

  /// Ends all work and waits for what is under way.
  @Override
  void close();
}
