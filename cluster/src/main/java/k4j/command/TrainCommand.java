package k4j.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// Walks the way that every start walks, so that the JDK can record it for the AOT cache. The build
/// runs it; nobody else needs it.
final class TrainCommand implements Command {

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("train").mixinStandardHelpOptions(true);
    spec.usageMessage().description("Record a start for the AOT cache (the build does this).");
    spec.usageMessage().hidden(true);
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    return 0;
  }
}
