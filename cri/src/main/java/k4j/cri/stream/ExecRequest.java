package k4j.cri.stream;

import java.util.List;

/// A command to run in a container. With a TTY there is no stderr of its own.
public record ExecRequest(
    String containerId,
    List<String> command,
    boolean tty,
    boolean stdin,
    boolean stdout,
    boolean stderr) {
  public ExecRequest {
    command = List.copyOf(command);
  }
}
