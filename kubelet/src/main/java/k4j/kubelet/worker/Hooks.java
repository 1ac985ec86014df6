package k4j.kubelet.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.client.Surroundings;
import k4j.client.queue.Pause;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.stream.ExecSyncResult;
import k4j.kubelet.image.CriErrors;
import k4j.kubelet.probe.HttpCall;
import k4j.kubelet.probe.ProbeRunner;

/// Runs what a container wants done after its start and before its stop.
final class Hooks {

  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(30);

  private final RuntimeService runtime;
  private final HttpCall http;
  private final Surroundings surroundings;

  Hooks(RuntimeService runtime, HttpCall http, Surroundings surroundings) {
    this.runtime = runtime;
    this.http = http;
    this.surroundings = surroundings;
  }

  /// What went wrong; empty where nothing did.
  ///
  /// @param timeout zero for none
  Optional<String> run(
      JsonObject handler,
      JsonObject container,
      String containerId,
      String podIp,
      Duration timeout) {
    if (handler.has("exec")) {
      return exec(handler.object("exec").array("command").strings(), containerId, timeout);
    }
    if (handler.has("httpGet")) {
      return get(handler.object("httpGet"), container, podIp, timeout);
    }
    if (handler.has("sleep")) {
      Duration wanted = Duration.ofSeconds(handler.object("sleep").integer("seconds"));
      boolean shorter = timeout.isPositive() && timeout.compareTo(wanted) < 0;
      Pause.of(shorter ? timeout : wanted, surroundings.timer());
      return shorter
          ? Optional.of("container terminated before sleep hook finished")
          : Optional.empty();
    }
    return Optional.of("invalid handler: " + handler);
  }

  private Optional<String> exec(List<String> command, String containerId, Duration timeout) {
    try {
      ExecSyncResult result = runtime.execSync(containerId, command, timeout);
      return result.exitCode() == 0
          ? Optional.empty()
          : Optional.of(
              "command '%s' exited with %d: %s, message: \"%s\""
                  .formatted(
                      String.join(" ", command),
                      result.exitCode(),
                      result.stderrText(),
                      result.stdoutText() + result.stderrText()));
    } catch (CriException e) {
      return Optional.of(CriErrors.text(e));
    }
  }

  private Optional<String> get(
      JsonObject get, JsonObject container, String podIp, Duration timeout) {
    try {
      HttpCall.Answer answer =
          http.get(
              ProbeRunner.target(get, container, podIp),
              timeout.isPositive() ? timeout : HTTP_TIMEOUT);
      return answer.status() < 400
          ? Optional.empty()
          : Optional.of("HTTP hook failed with statuscode: " + answer.status());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
