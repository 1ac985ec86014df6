package k4j.command;

import java.util.Optional;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.cluster.control.ControlClient;
import k4j.cluster.control.ControlFailure;
import k4j.cluster.profile.RunningCluster;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Says how the cluster is. Exit code 0 where it runs and its nodes are ready, 3 where it does not.
final class StatusCommand implements Command {

  private static final int NOT_RUNNING = 3;

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("status").mixinStandardHelpOptions(true);
    spec.usageMessage().description("Show whether the cluster runs, and its nodes.");
    spec.addOption(
        OptionSpec.builder("-o", "--output")
            .type(String.class)
            .paramLabel("FORMAT")
            .description("json, or text for people.")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    boolean json = arguments.matchedOptionValue("--output", "").equals("json");
    Optional<RunningCluster> running = RunningCluster.of(session.profile());
    if (running.isEmpty()) {
      if (json) {
        session.terminal().line(JsonWriter.toString(stopped(session.profile().name())));
      } else {
        session
            .terminal()
            .line(session.profile().name() + "   " + session.terminal().faint("stopped"));
      }
      return NOT_RUNNING;
    }
    JsonObject status;
    try {
      status =
          new ControlClient(session.profile().socket())
              .ask(JsonObject.EMPTY.with("action", "status"));
    } catch (ControlFailure e) {
      throw new CommandFailure(e.getMessage());
    }
    boolean ready =
        status.array("nodes").objects().stream()
            .allMatch(node -> node.string("status").equals("Ready"));
    if (json) {
      session.terminal().line(JsonWriter.toString(status));
    } else {
      show(status, session);
    }
    return ready ? 0 : 1;
  }

  private static JsonObject stopped(String profile) {
    return JsonObject.builder()
        .put("profile", profile)
        .put("status", "Stopped")
        .put("pid", 0)
        .put("nodes", JsonArray.EMPTY)
        .put("apiserver", "")
        .put("runtime", "")
        .build();
  }

  private static void show(JsonObject status, Session session) {
    Terminal terminal = session.terminal();
    terminal.line(session.profile().name() + "   " + terminal.good("running"));
    terminal.line("  process     " + status.integer("pid"));
    terminal.line("  apiserver   " + status.string("apiserver"));
    terminal.line("  runtime     " + status.string("runtime"));
    for (JsonObject node : status.array("nodes").objects()) {
      String state = node.string("status");
      terminal.line(
          "  node        %s %s"
              .formatted(
                  node.string("name"),
                  state.equals("Ready") ? terminal.good(state) : terminal.bad(state)));
    }
  }
}
