package k4j.controllers.nodelifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import k4j.api.core.v1.Node;

/// How fast nodes may be emptied when many are not ready: the fault may be on this side.
final class Disruption {

  private static final Duration NORMAL = Duration.ofSeconds(10);
  private static final Duration CAREFUL = Duration.ofSeconds(100);
  private static final double UNHEALTHY = 0.55;
  private static final int LARGE = 50;

  private Disruption() {}

  static boolean isTotal(List<Node> nodes) {
    return !nodes.isEmpty()
        && nodes.stream().noneMatch(node -> NodeHealth.ready(node).equals("True"));
  }

  /// How long to wait between one node of a zone and the next; empty where none may be emptied.
  static Optional<Duration> pace(List<Node> zone) {
    long notReady = zone.stream().filter(n -> !NodeHealth.ready(n).equals("True")).count();
    boolean unhealthy = notReady > 2 && (double) notReady / zone.size() >= UNHEALTHY;
    if (!unhealthy || notReady == zone.size()) {
      return Optional.of(NORMAL);
    }
    return zone.size() > LARGE ? Optional.of(CAREFUL) : Optional.empty();
  }
}
