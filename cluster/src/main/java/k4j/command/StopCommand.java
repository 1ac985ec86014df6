package k4j.command;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import k4j.cluster.profile.RunningCluster;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// Ends the cluster's process and its containers; everything stays for the next start.
final class StopCommand implements Command {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("stop").mixinStandardHelpOptions(true);
    spec.usageMessage().description("Stop the cluster; its objects and images stay.");
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    var running = RunningCluster.of(session.profile());
    if (running.isEmpty()) {
      session.terminal().line("No cluster runs in profile " + session.profile().name() + ".");
      return 0;
    }
    session.terminal().step("Stopping the cluster and its containers");
    stop(running.get());
    session.terminal().done("Stopped " + session.profile().name());
    return 0;
  }

  /// Asks the process to end, and waits for it.
  static void stop(RunningCluster cluster) {
    var process = cluster.process();
    if (process.isEmpty()) {
      return;
    }
    process.get().destroy();
    try {
      process.get().onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new CommandFailure(
          "process %d did not end within %d s; see 'k4j logs', or end it with 'kill -9 %d'."
              .formatted(cluster.pid(), PATIENCE.toSeconds(), cluster.pid()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while the cluster was stopping.");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
