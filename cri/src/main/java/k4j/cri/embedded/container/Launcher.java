package k4j.cri.embedded.container;

import java.io.IOException;
import java.util.Optional;
import k4j.cri.container.ContainerUser;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Spawn;

/// A way to make a process a container. What is started is a supervisor; when the container itself
/// runs is told on its event pipe.
public sealed interface Launcher permits OciLauncher, NativeLauncher {
  /// The name and version for a person, such as `crun 1.8.1`.
  String description();

  /// Starts the supervisor of a container.
  Launched launch(LaunchPlan plan, Startup startup) throws IOException;

  /// Why a container did not start, if the launcher left word.
  Optional<String> failure(ContainerFiles files);

  /// Clears what the launcher keeps of a container that is dead.
  void forget(String containerId, ContainerFiles files) throws IOException;

  /// Waits, in a launch, for what the container tells of its start: the process id of its first
  /// process, once.
  interface Startup {
    long awaitPid() throws IOException;
  }

  /// A supervisor that runs, the terminal it was given, and who the container runs as.
  record Launched(Spawn.Running shim, Optional<Fd> terminal, ContainerUser user) {}
}
