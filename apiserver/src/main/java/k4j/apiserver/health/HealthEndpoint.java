package k4j.apiserver.health;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;

/// Says whether the server is well: `/healthz`, `/livez`, `/readyz`, each as a whole or one check
/// (`/readyz/etcd`).
public final class HealthEndpoint implements Endpoint {

  private static final List<String> ROOTS = List.of("healthz", "livez", "readyz");

  private final List<HealthCheck> checks;

  public HealthEndpoint(List<HealthCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  @Override
  public Optional<Answer> answer(Call call) {
    if (call.info().isResource()) {
      return Optional.empty();
    }
    for (String root : ROOTS) {
      String path = call.info().path();
      if (path.equals("/" + root) || path.equals("/" + root + "/")) {
        return Optional.of(whole(root, call));
      }
      if (path.startsWith("/" + root + "/")) {
        return one(path.substring(root.length() + 2));
      }
    }
    return Optional.empty();
  }

  private Answer whole(String root, Call call) {
    var text = new StringBuilder();
    boolean failed = false;
    for (HealthCheck check : checks) {
      if (root.equals("livez") && !check.forLife()) {
        continue;
      }
      if (call.query().all("exclude").contains(check.name())) {
        text.append("[+]").append(check.name()).append(" excluded: ok\n");
      } else if (check.well().getAsBoolean()) {
        text.append("[+]").append(check.name()).append(" ok\n");
      } else {
        text.append("[-]").append(check.name()).append(" failed: reason withheld\n");
        failed = true;
      }
    }
    text.append(root).append(failed ? " check failed\n" : " check passed\n");
    return failed || call.query().has("verbose")
        ? text(failed ? 500 : 200, text.toString())
        : text(200, "ok");
  }

  private Optional<Answer> one(String name) {
    return checks.stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .map(check ->
            check.well().getAsBoolean()
                ? text(200, "ok")
                : text(500, "internal server error: reason withheld\n"));
  }

  private static Answer text(int code, String text) {
    return new Answer.Raw(
        code,
        "text/plain; charset=utf-8",
        text.getBytes(StandardCharsets.UTF_8),
        Map.of("X-Content-Type-Options", "nosniff"));
  }
}
