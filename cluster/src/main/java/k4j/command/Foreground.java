package k4j.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import k4j.api.meta.SystemEdge;
import k4j.cluster.Cluster;
import k4j.cluster.ClusterConfig;
import k4j.cluster.ClusterFailure;
import k4j.cluster.kubeconfig.Kubeconfigs;

/// The process that is the cluster: starts it, says when it is ready, and stays until it is told to
/// end.
@SystemEdge
final class Foreground {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// What the launcher script waits for; a person never sees it.
  private static final String READY = "\u001eready";

  private final Session session;
  private final ClusterConfig config;
  private final CountDownLatch ended = new CountDownLatch(1);

  Foreground(Session session, ClusterConfig config) {
    this.session = session;
    this.config = config;
  }

  int run() {
    long begun = System.nanoTime();
    Cluster cluster = start();
    var hook = new Thread(() -> end(cluster), "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      cluster.announce(session.profile());
      cluster.awaitReady(PATIENCE);
      Kubeconfigs.of(session.environment()).add(cluster.access());
    } catch (ClusterFailure e) {
      Runtime.getRuntime().removeShutdownHook(hook);
      cluster.close();
      throw new CommandFailure(e.getMessage());
    }
    long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    session
        .terminal()
        .done(
            "Ready in %d.%d s: kubectl uses context \"%s\" now"
                .formatted(millis / 1000, millis % 1000 / 100, session.profile().name()));
    session.terminal().line(READY);
    letGoOfTerminal();
    try {
      ended.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private Cluster start() {
    try {
      return config.simulated().isChosen()
          ? Cluster.startSimulated(session.profile(), config, session.terminal()::done)
          : Cluster.start(session.profile(), config, session.terminal()::done);
    } catch (ClusterFailure e) {
      throw new CommandFailure(e.getMessage());
    }
  }

  private void end(Cluster cluster) {
    cluster.close();
    ended.countDown();
  }

  /// From here on nothing is printed: the launcher's pipe ends, and the launcher with it.
  private static void letGoOfTerminal() {
    try {
      new FileOutputStream(FileDescriptor.out).close();
      new FileOutputStream(FileDescriptor.err).close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
