package k4j.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// Saves what can be read of a damaged store.
final class SalvageCommand implements Command {

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("salvage").mixinStandardHelpOptions(true);
    spec.usageMessage().description("Save what can be read of a damaged store.");
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    return 0;
  }
}
