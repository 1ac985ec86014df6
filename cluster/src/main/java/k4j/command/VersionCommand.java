package k4j.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// Says which k4j, Kubernetes and Java this is.
final class VersionCommand implements Command {

  static final String KUBERNETES = "v1.36.2";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("version").mixinStandardHelpOptions(true);
    spec.usageMessage().description("Show the versions of k4j, Kubernetes and Java.");
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    session.terminal().line("k4j 0.1.0");
    session.terminal().line("Kubernetes " + KUBERNETES);
    session.terminal().line("Java " + Runtime.version());
    return 0;
  }
}
