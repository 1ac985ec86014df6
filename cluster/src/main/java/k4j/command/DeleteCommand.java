package k4j.command;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import k4j.cluster.ClusterFailure;
import k4j.cluster.NodeRemains;
import k4j.cluster.kubeconfig.Kubeconfigs;
import k4j.cluster.profile.Profile;
import k4j.cluster.profile.RunningCluster;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// Removes a cluster with all it made: processes, mounts, networks, cgroups, files, kubeconfig
/// entry.
final class DeleteCommand implements Command {

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("delete").mixinStandardHelpOptions(true);
    spec.usageMessage().description("Delete the cluster with everything in it.");
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    Profile profile = session.profile();
    if (!Files.exists(profile.directory())) {
      session.terminal().line("There is no cluster in profile " + profile.name() + ".");
      return 0;
    }
    RunningCluster.of(profile)
        .ifPresent(cluster -> {
          session.terminal().step("Stopping the cluster and its containers");
          StopCommand.stop(cluster);
        });
    session.terminal().step("Removing containers, networks and files");
    removeRemains(profile);
    Kubeconfigs.of(session.environment()).remove(profile.name());
    try {
      Files.deleteIfExists(profile.socket());
      deleteTree(profile.directory());
      deleteIfEmpty(session.home().root());
    } catch (IOException e) {
      throw new CommandFailure(
          "%s cannot be removed: %s.".formatted(profile.directory(), e.getMessage()));
    }
    session.terminal().done("Deleted " + profile.name());
    return 0;
  }

  private static void removeRemains(Profile profile) {
    try {
      new NodeRemains(profile, KeptConfig.of(profile)).remove();
    } catch (ClusterFailure e) {
      throw new CommandFailure(e.getMessage());
    }
  }

  private static void deleteTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(folder);
  }
}
