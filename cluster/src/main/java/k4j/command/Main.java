package k4j.command;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import k4j.api.meta.StatusException;
import k4j.api.meta.SystemEdge;
import k4j.cluster.profile.ProfileHome;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The program `k4j`.
@SystemEdge
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    int code = run(arguments, System.getenv());
    System.out.flush();
    System.exit(code);
  }

  private static int run(String[] arguments, Map<String, String> environment) {
    boolean colours = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    colours |= environment.containsKey("K4J_TERMINAL");
    colours &= environment.getOrDefault("NO_COLOR", "").isEmpty();
    var terminal = new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), colours);
    var commands = new LinkedHashMap<CommandSpec, Command>();
    CommandLine line = commandLine(commands);
    try {
      return run(line.parseArgs(arguments), line, commands, terminal, environment);
    } catch (ParameterException e) {
      terminal.failure(
          e.getMessage()
              + "; 'k4j%s --help' shows what there is."
                  .formatted(path(e.getCommandLine().getCommandSpec())));
      return 2;
    } catch (CommandFailure e) {
      terminal.failure(String.valueOf(e.getMessage()));
      return e.exitCode();
    } catch (StatusException e) {
      terminal.failure("the API server answered: %s.".formatted(e.getMessage()));
      return 1;
    } catch (UncheckedIOException e) {
      terminal.failure("a file or socket failed: %s.".formatted(e.getMessage()));
      return 1;
    }
  }

  private static int run(
      ParseResult parsed,
      CommandLine line,
      Map<CommandSpec, Command> commands,
      Terminal terminal,
      Map<String, String> environment) {
    ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    if (deepest.isUsageHelpRequested() || deepest == parsed) {
      deepest.commandSpec().commandLine().usage(terminal.out());
      return deepest.isUsageHelpRequested() || parsed.originalArgs().isEmpty() ? 0 : 2;
    }
    if (deepest.commandSpec().name().equals("help")) {
      line.usage(terminal.out());
      return 0;
    }
    ProfileHome home = ProfileHome.of(environment);
    Session session;
    try {
      String name = parsed.matchedOptionValue("--profile", ProfileHome.DEFAULT_PROFILE);
      session = new Session(terminal, environment, home, home.profile(name));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), 2);
    }
    ParseResult own = parsed.subcommand();
    Command command = commands.get(own.commandSpec());
    if (command == null) {
      throw new IllegalStateException("no command for " + own.commandSpec().name());
    }
    return command.run(own, session);
  }

  private static CommandLine commandLine(Map<CommandSpec, Command> commands) {
    CommandSpec root = CommandSpec.create().name("k4j");
    root.usageMessage()
        .description("Kubernetes on the JVM: a real cluster in one command.")
        .footer(
            "",
            "Quick start:",
            "  k4j start",
            "  k4j kubectl create deployment web --image=k4j.local/host -- python3 -m http.server",
            "",
            "State lives in $K4J_HOME (default ~/.k4j), one folder a profile.");
    root.addOption(
        OptionSpec.builder("-p", "--profile")
            .type(String.class)
            .paramLabel("NAME")
            .description("The cluster to work on (default: k4j).")
            .build());
    root.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    for (Command command : Commands.all()) {
      CommandSpec spec = command.spec();
      commands.put(spec, command);
      root.addSubcommand(spec.name(), spec);
    }
    root.addSubcommand("help", helpSpec());
    var line = new CommandLine(root);
    line.setUsageHelpWidth(100);
    return line;
  }

  private static CommandSpec helpSpec() {
    CommandSpec help = CommandSpec.create().name("help");
    help.usageMessage().description("Show this help.");
    return help;
  }

  private static String path(CommandSpec spec) {
    return spec.parent() == null ? "" : path(spec.parent()) + " " + spec.name();
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
