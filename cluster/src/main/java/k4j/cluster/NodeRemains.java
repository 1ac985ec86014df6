package k4j.cluster;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import k4j.api.meta.SystemEdge;
import k4j.client.Surroundings;
import k4j.cluster.profile.Profile;
import k4j.cri.embedded.Embedded;
import k4j.network.proxy.ServiceRoute;

/// What a cluster leaves on the machine while it does not run: containers, mounts, networks,
/// cgroups, routes. Also of one that was killed.
@SystemEdge
public final class NodeRemains {

  private final Profile profile;
  private final ClusterConfig config;

  public NodeRemains(Profile profile, ClusterConfig config) {
    this.profile = profile;
    this.config = config;
  }

  /// Removes all of it.
  ///
  /// @throws ClusterFailure where something cannot be removed
  public void remove() {
    try (ScheduledExecutorService timer =
        Executors.newScheduledThreadPool(
            1, Thread.ofPlatform().daemon().name("timer-", 0).factory())) {
      var surroundings = new Surroundings(InstantSource.system(), timer, new SecureRandom());
      try (Embedded runtime = Embedded.open(LocalNode.runtimeConfig(profile, surroundings))) {
        runtime.destroyEverything();
      }
      timer.shutdownNow();
    } catch (IOException e) {
      throw new ClusterFailure(
          "containers in %s cannot be removed: %s".formatted(profile.containers(), e.getMessage()),
          e);
    }
    PodMounts.unmountBelow(profile.directory());
    new ServiceRoute(config.serviceCidr()).remove();
  }
}
