package k4j.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import k4j.cluster.profile.RunningCluster;
import k4j.store.disk.Salvage;
import k4j.store.disk.Salvage.Damage;
import k4j.store.disk.Salvage.Keep;
import k4j.store.disk.Salvage.Report;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Makes a damaged store openable again, with what can be read of it.
final class SalvageCommand implements Command {

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("salvage").mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description("Save what can be read of a damaged store; the old files are kept aside.");
    spec.addOption(
        OptionSpec.builder("--all")
            .type(boolean.class)
            .description(
                "Keep every readable object, also newer than the damage (default: the state just"
                    + " before it).")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    if (RunningCluster.of(session.profile()).isPresent()) {
      throw new CommandFailure(
          "the cluster runs, so its store is whole; 'k4j stop' it first if you mean it.");
    }
    Path store = session.profile().store();
    if (!Files.isDirectory(store)) {
      throw new CommandFailure(
          "profile \"%s\" has no store yet.".formatted(session.profile().name()));
    }
    Keep keep = arguments.hasMatchedOption("--all") ? Keep.ALL_READABLE : Keep.BEFORE_DAMAGE;
    try {
      report(Salvage.run(store, keep), session.terminal());
      return 0;
    } catch (IOException e) {
      throw new CommandFailure("%s cannot be read: %s.".formatted(store, e.getMessage()));
    }
  }

  private static void report(Report report, Terminal terminal) {
    if (report.damages().isEmpty()) {
      terminal.done("Nothing is damaged; nothing was changed");
      return;
    }
    for (Damage damage : report.damages()) {
      terminal.warning(
          "%s, bytes %d to %d: %s"
              .formatted(damage.file(), damage.from(), damage.to(), damage.what()));
    }
    report.setAside().forEach(file -> terminal.step("Kept aside: " + file));
    terminal.done(
        "%d objects are there again, at revision %d; 'k4j start' works now"
            .formatted(report.entries(), report.revision()));
  }
}
