package k4j.kubelet.probe;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import k4j.api.json.Json;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.stream.ExecSyncResult;
import k4j.kubelet.image.CriErrors;
import k4j.kubelet.image.GoDuration;
import org.jspecify.annotations.Nullable;

/// Makes one attempt of a probe: exec, HTTP, TCP or gRPC.
public final class ProbeRunner implements ProbeAttempts {

  private static final int MAX_REDIRECTS = 10;
  private static final int MAX_OUTPUT = 10 * 1024;

  private final RuntimeService runtime;
  private final HttpCall http;
  private final Supplier<GrpcHealth> grpc;

  /// @param grpc loaded at the first use: few pods have such a probe
  public ProbeRunner(RuntimeService runtime, HttpCall http, Supplier<GrpcHealth> grpc) {
    this.runtime = runtime;
    this.http = http;
    this.grpc = grpc;
  }

  @Override
  public ProbeOutcome run(
      JsonObject probe, JsonObject container, String containerId, String podIp) {
    Duration timeout = Duration.ofSeconds(Math.max(1, probe.integer("timeoutSeconds", 1)));
    try {
      if (probe.has("exec")) {
        return exec(probe.object("exec").array("command").strings(), containerId, timeout);
      }
      if (probe.has("httpGet")) {
        HttpCall.Target target = target(probe.object("httpGet"), container, podIp);
        return get(target, timeout);
      }
      if (probe.has("tcpSocket")) {
        JsonObject tcp = probe.object("tcpSocket");
        int port = port(tcp.get("port"), container);
        String host = tcp.string("host");
        return connect(host.isEmpty() ? podIp : host, port, timeout);
      }
      if (probe.has("grpc")) {
        JsonObject call = probe.object("grpc");
        return grpc.get().check(podIp, (int) call.integer("port"), call.string("service"), timeout);
      }
      return new ProbeOutcome.Problem("missing probe handler for " + container.string("name"));
    } catch (IllegalArgumentException e) {
      return new ProbeOutcome.Problem(String.valueOf(e.getMessage()));
    }
  }

  /// @throws IllegalArgumentException where the port's name is not one of the container's
  public static HttpCall.Target target(JsonObject get, JsonObject container, String podIp) {
    Map<String, String> headers = new TreeMap<>();
    for (JsonObject header : get.array("httpHeaders").objects()) {
      headers.put(header.string("name").toLowerCase(Locale.ROOT), header.string("value"));
    }
    String path = get.string("path");
    String host = get.string("host");
    return new HttpCall.Target(
        get.string("scheme").equals("HTTPS"),
        host.isEmpty() ? podIp : host,
        port(get.get("port"), container),
        path.startsWith("/") ? path : "/" + path,
        headers);
  }

  private static int port(@Nullable Json port, JsonObject container) {
    return switch (port) {
      case JsonInteger(long number) -> (int) number;
      case JsonString(String name) -> named(name, container);
      case null, default ->
          throw new IllegalArgumentException("intOrString had no kind: " + Objects.toString(port));
    };
  }

  private static int named(String name, JsonObject container) {
    for (JsonObject each : container.array("ports").objects()) {
      if (each.string("name").equals(name)) {
        return (int) each.integer("containerPort");
      }
    }
    if (name.matches("[0-9]{1,5}")) {
      return Integer.parseInt(name);
    }
    throw new IllegalArgumentException("couldn't find port: \"" + name + "\" in container");
  }

  private ProbeOutcome exec(List<String> command, String containerId, Duration timeout) {
    try {
      ExecSyncResult result = runtime.execSync(containerId, command, timeout);
      String output = result.stdoutText() + result.stderrText();
      String cut = output.length() > MAX_OUTPUT ? output.substring(0, MAX_OUTPUT) : output;
      return result.exitCode() == 0 ? new ProbeOutcome.Success() : new ProbeOutcome.Failure(cut);
    } catch (CriException e) {
      return e.code() == CriException.Code.DEADLINE_EXCEEDED
          ? new ProbeOutcome.Failure(
              "command timed out: \"%s\" timed out after %s"
                  .formatted(String.join(" ", command), GoDuration.format(timeout)))
          : new ProbeOutcome.Problem(CriErrors.text(e));
    }
  }

  private ProbeOutcome get(HttpCall.Target first, Duration timeout) {
    HttpCall.Target target = first;
    try {
      for (int i = 0; i < MAX_REDIRECTS; i++) {
        HttpCall.Answer answer = http.get(target, timeout);
        String location = answer.headers().getOrDefault("location", "");
        if (answer.status() < 300 || answer.status() >= 400 || location.isEmpty()) {
          return answer.status() >= 200 && answer.status() < 400
              ? new ProbeOutcome.Success()
              : new ProbeOutcome.Failure("HTTP probe failed with statuscode: " + answer.status());
        }
        URI next = new URI(target.url()).resolve(location);
        if (!target.host().equals(next.getHost())) {
          return new ProbeOutcome.Warning("Probe terminated redirects, Response body: ");
        }
        target = follow(target, next);
      }
      return new ProbeOutcome.Failure("Get \"" + target.url() + "\": stopped after 10 redirects");
    } catch (IOException | URISyntaxException e) {
      return new ProbeOutcome.Failure(String.valueOf(e.getMessage()));
    }
  }

  private static HttpCall.Target follow(HttpCall.Target from, URI next) {
    boolean https = "https".equals(next.getScheme());
    int port = next.getPort() < 0 ? (https ? 443 : 80) : next.getPort();
    String query = next.getRawQuery() == null ? "" : "?" + next.getRawQuery();
    String path = next.getRawPath().isEmpty() ? "/" : next.getRawPath();
    return new HttpCall.Target(https, from.host(), port, path + query, from.headers());
  }

  private static ProbeOutcome connect(String host, int port, Duration timeout) {
    int millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    try (Socket _ = HttpCall.connect(host, port, millis, "")) {
      return new ProbeOutcome.Success();
    } catch (IOException e) {
      return new ProbeOutcome.Failure(String.valueOf(e.getMessage()));
    }
  }
}
