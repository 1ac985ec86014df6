package k4j.command;

import java.util.List;

/// All verbs, in the order in which help shows them.
final class Commands {

  private Commands() {}

  static List<Command> all() {
    return List.of(
        new StartCommand(),
        new StopCommand(),
        new StatusCommand(),
        new DeleteCommand(),
        new KubectlCommand(),
        new ImageCommand(),
        new LogsCommand(),
        new SalvageCommand(),
        new VersionCommand(),
        new TrainCommand());
  }
}
