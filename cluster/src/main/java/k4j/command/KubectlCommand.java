package k4j.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// Runs the kubectl of the PATH against the cluster of the profile.
final class KubectlCommand implements Command {

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("kubectl");
    spec.usageMessage().description("Run the kubectl of the PATH against this cluster.");
    spec.parser().unmatchedArgumentsAllowed(true).unmatchedOptionsArePositionalParams(true);
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("ARGS")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .index("0..*")
            .description("What kubectl is given, as it is.")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    Path kubectl =
        find(session.environment().getOrDefault("PATH", ""))
            .orElseThrow(() ->
                new CommandFailure(
                    "there is no kubectl on the PATH; install one (Debian: apt-get install"
                        + " kubernetes-client; else https://kubernetes.io/docs/tasks/tools),"
                        + " or use any client with KUBECONFIG="
                        + session.profile().kubeconfig()
                        + "."));
    session.running();
    var command = new ArrayList<String>();
    command.add(kubectl.toString());
    command.addAll(own(arguments));
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("KUBECONFIG", session.profile().kubeconfig().toString());
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new CommandFailure("%s could not be run: %s.".formatted(kubectl, e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 130;
    }
  }

  /// Everything after the word `kubectl`, untouched by our own parser.
  private static List<String> own(ParseResult arguments) {
    List<String> all = arguments.originalArgs();
    int word = all.indexOf("kubectl");
    return all.subList(word + 1, all.size());
  }

  private static Optional<Path> find(String searchPath) {
    for (String folder : searchPath.split(":", -1)) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, "kubectl");
      if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
