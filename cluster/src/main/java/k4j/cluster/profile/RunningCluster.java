package k4j.cluster.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;

/// What a running cluster wrote of itself when it began.
///
/// @param started when the process began, in ticks since boot, which tells it from another that was
///   given the same number later
/// @param apiserver such as `https://127.0.0.1:6443`
/// @param runtime the container runtime's name and version
public record RunningCluster(
    long pid, long started, String apiserver, String runtime, String node) {

  /// `starttime` of proc_pid_stat(5), counted from the field behind the name.
  private static final int TICKS_AFTER_NAME = 19;

  public JsonObject json() {
    return JsonObject.builder()
        .put("pid", pid)
        .put("started", started)
        .put("apiserver", apiserver)
        .put("runtime", runtime)
        .put("nodes", JsonArray.ofStrings(List.of(node)))
        .build();
  }

  /// The cluster of a profile, if its process is alive.
  public static Optional<RunningCluster> of(Profile profile) {
    return read(profile).filter(RunningCluster::isAlive);
  }

  /// What the last process wrote, alive or not.
  public static Optional<RunningCluster> read(Profile profile) {
    try {
      JsonObject json = JsonParser.parseObject(Files.readAllBytes(profile.description()));
      return Optional.of(
          new RunningCluster(
              json.integer("pid"),
              json.integer("started"),
              json.string("apiserver"),
              json.string("runtime"),
              String.join(",", json.array("nodes").strings())));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (JsonException _) {
      return Optional.empty(); // cut short by a crash while it was written: nothing runs
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> startOf(handle.pid()) == started);
  }

  public boolean isAlive() {
    return process().isPresent();
  }

  /// When a process began, in the kernel's ticks since boot; 0 where there is no such process. (Its
  /// wall-clock time would not do: it moves when the machine's clock is set.)
  public static long startOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(afterName[TICKS_AFTER_NAME]);
    } catch (IOException _) {
      return 0;
    }
  }
}
