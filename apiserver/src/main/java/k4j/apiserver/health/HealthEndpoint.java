package k4j.apiserver.health;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import k4j.api.json.GoQuote;
import k4j.apiserver.metrics.MetricSource;
import k4j.apiserver.metrics.MetricText;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;

/// Says whether the server is well: `/healthz`, `/livez`, `/readyz`, each as a whole or one check
/// (`/readyz/etcd`).
public final class HealthEndpoint implements Endpoint, MetricSource {

  private static final String TEXT = "text/plain; charset=utf-8";
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
      if (path.equals("/" + root)) {
        return Optional.of(whole(root, call));
      }
      if (path.startsWith("/" + root + "/")) {
        return one(root, path.substring(root.length() + 2));
      }
    }
    return Optional.empty();
  }

  private Answer whole(String root, Call call) {
    var text = new StringBuilder();
    var unknown = new TreeSet<String>();
    call.query().all("exclude").forEach(each -> unknown.addAll(List.of(each.split(",", -1))));
    unknown.remove("");
    Set<String> excluded = Set.copyOf(unknown);
    boolean failed = false;
    for (HealthCheck check : checks) {
      if (!check.scope().asked(root)) {
        continue;
      }
      if (excluded.contains(check.name())) {
        unknown.remove(check.name());
        text.append("[+]").append(check.name()).append(" excluded: ok\n");
      } else if (check.well().getAsBoolean()) {
        text.append("[+]").append(check.name()).append(" ok\n");
      } else {
        text.append("[-]").append(check.name()).append(" failed: reason withheld\n");
        failed = true;
      }
    }
    if (!unknown.isEmpty()) {
      text.append("warn: some health checks cannot be excluded: no matches for ")
          .append(unknown.stream().map(GoQuote::quote).collect(Collectors.joining(",")))
          .append('\n');
    }
    text.append(root).append(failed ? " check failed\n" : " check passed\n");
    return failed || call.query().has("verbose")
        ? text(failed ? 500 : 200, text.toString())
        : text(200, "ok");
  }

  @Override
  public void write(MetricText out) {
    out.family(
        "kubernetes_healthcheck",
        "gauge",
        "[STABLE] This metric records the result of a single healthcheck.");
    for (String root : ROOTS) {
      for (HealthCheck check : checks) {
        if (check.scope().asked(root)) {
          double well = check.well().getAsBoolean() ? 1 : 0;
          out.sample(well, "name", check.name(), "type", root);
        }
      }
    }
  }

  private Optional<Answer> one(String root, String name) {
    return checks.stream()
        .filter(check -> check.scope().asked(root) && check.name().equals(name))
        .findFirst()
        .map(check ->
            check.well().getAsBoolean()
                ? new Answer.Raw(200, TEXT, "ok".getBytes(StandardCharsets.UTF_8))
                : text(500, "internal server error: reason withheld\n"));
  }

  private static Answer text(int code, String text) {
    return new Answer.Raw(
        code,
        TEXT,
        text.getBytes(StandardCharsets.UTF_8),
        Map.of("X-Content-Type-Options", "nosniff"));
  }
}
