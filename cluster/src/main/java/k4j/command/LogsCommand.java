package k4j.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Shows what the node's process has written: start-up, kubelet, runtime.
final class LogsCommand implements Command {

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("logs").mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description("Show the log of the node's process.")
        .footer("", "Each component has its own: k4j kubectl logs -n kube-system kube-apiserver-…");
    spec.addOption(
        OptionSpec.builder("-n", "--lines")
            .type(int.class)
            .defaultValue("200")
            .paramLabel("N")
            .description("How many of the last lines to show (default: 200).")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    int wanted = arguments.matchedOptionValue("--lines", 200);
    Path log = session.profile().logs().resolve("node.log");
    if (!Files.exists(log)) {
      throw new CommandFailure(
          "profile \"%s\" has no log yet; start it with 'k4j start%s'."
              .formatted(session.profile().name(), session.profileOption()));
    }
    try {
      List<String> lines = Files.readAllLines(log);
      lines
          .subList(Math.max(0, lines.size() - wanted), lines.size())
          .forEach(session.terminal()::line);
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
