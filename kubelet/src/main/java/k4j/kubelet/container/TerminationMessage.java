package k4j.kubelet.container;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.Mount;
import k4j.kubelet.log.LogLine;

/// What a container left as its last words: the file it may write, or the end of its log.
public final class TerminationMessage {

  private static final int MAX_FILE = 4096;
  private static final int MAX_LOG = 2048;
  private static final int MAX_LINES = 80;
  private static final int LOG_WINDOW = 16 * 1024;

  private TerminationMessage() {}

  /// The status with its message, for a container that exited.
  public static ContainerStatus complete(ContainerStatus status) {
    if (status.state() != ContainerState.CONTAINER_EXITED) {
      return status;
    }
    String message = message(status);
    if (message.isEmpty()) {
      return status;
    }
    String all = status.message().isEmpty() ? message : status.message() + ": " + message;
    return new ContainerStatus(
        status.id(),
        status.podSandboxId(),
        status.metadata(),
        status.state(),
        status.createdAt(),
        status.startedAt(),
        status.finishedAt(),
        status.exitCode(),
        status.image(),
        status.imageRef(),
        status.imageId(),
        status.reason(),
        all,
        status.labels(),
        status.annotations(),
        status.mounts(),
        status.logPath(),
        status.resources(),
        status.user(),
        status.stopSignal());
  }

  private static String message(ContainerStatus status) {
    String path = status.annotations().getOrDefault(ContainerLabels.MESSAGE_PATH, "");
    String policy = status.annotations().getOrDefault(ContainerLabels.MESSAGE_POLICY, "");
    try {
      for (Mount mount : status.mounts()) {
        if (!path.isEmpty() && mount.containerPath().equals(path)) {
          String text =
              new String(tail(Path.of(mount.hostPath()), MAX_FILE), StandardCharsets.UTF_8);
          if (!text.isEmpty()) {
            return text;
          }
        }
      }
      boolean fromLog = policy.equals("FallbackToLogsOnError") && status.exitCode() != 0;
      return fromLog ? logEnd(Path.of(status.logPath())) : "";
    } catch (IOException _) {
      return ""; // the files went with the container
    }
  }

  private static byte[] tail(Path file, int most) throws IOException {
    if (!Files.isRegularFile(file)) {
      return new byte[0];
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long size = in.length();
      byte[] bytes = new byte[(int) Math.min(size, most)];
      in.seek(size - bytes.length);
      in.readFully(bytes);
      return bytes;
    }
  }

  private static String logEnd(Path log) throws IOException {
    String window = new String(tail(log, LOG_WINDOW), StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    for (String line : window.lines().toList()) {
      LogLine.parse(line.getBytes(StandardCharsets.UTF_8))
          .ifPresent(parsed -> lines.add(parsed.text()));
    }
    List<String> last = lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size());
    String text = String.join("", last);
    return text.length() > MAX_LOG ? text.substring(text.length() - MAX_LOG) : text;
  }
}
