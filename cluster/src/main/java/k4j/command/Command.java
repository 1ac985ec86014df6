package k4j.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// One verb of `k4j`. `Commands` lists them.
public interface Command {

  /// Its name, options and help.
  CommandSpec spec();

  /// @return the exit code
  /// @throws CommandFailure with a sentence for the user
  int run(ParseResult arguments, Session session);
}
