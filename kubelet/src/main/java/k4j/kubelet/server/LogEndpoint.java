package k4j.kubelet.server;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;
import k4j.cri.CriException;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.kubelet.log.LogOptions;
import k4j.kubelet.log.LogReader;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.stream.WebSocketConnection;
import k4j.kubelet.stream.WebSocketLog;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/containerLogs/{namespace}/{pod}/{container}`.
final class LogEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(LogEndpoint.class);

  private final PodEndpoints endpoints;

  LogEndpoint(PodEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  void handle(String namespace, String podName, String container, CommandEndpoint.Exchange exchange)
      throws IOException {
    Request request = exchange.request();
    Response response = exchange.response();
    Callback callback = exchange.callback();
    Optional<JsonObject> pod = endpoints.pods().find(namespace, podName);
    if (pod.isEmpty()) {
      Answers.text(response, callback, 404, "pod \"" + podName + "\" does not exist");
      return;
    }
    if (PodSpecs.container(pod.get(), container).isEmpty()) {
      Answers.text(
          response,
          callback,
          404,
          "container \"%s\" not found in pod \"%s\"".formatted(container, podName));
      return;
    }
    Fields query = Request.extractQueryParameters(request);
    try {
      LogOptions options = options(query);
      String id = containerId(pod.get(), container, flag(query, "previous"));
      ContainerStatus status = endpoints.runtime().containerStatus(id);
      endpoints.logs().accept(id);
      stream(status, options, exchange);
    } catch (NoLogException | IllegalArgumentException e) {
      Answers.text(response, callback, 400, String.valueOf(e.getMessage()));
    } catch (CriException e) {
      Answers.text(
          response, callback, 400, "unable to retrieve container logs for " + e.getMessage());
    }
  }

  private static final class NoLogException extends Exception {

    private static final long serialVersionUID = 1L;

    NoLogException(String message) {
      super(message);
    }
  }

  private static boolean flag(Fields query, String name) {
    String value = query.getValue(name);
    return value != null && !value.equals("false") && !value.equals("0");
  }

  private LogOptions options(Fields query) {
    Optional<Instant> since = Optional.empty();
    OptionalLong seconds = number(query, "sinceSeconds");
    String time = query.getValue("sinceTime");
    if (seconds.isPresent()) {
      since =
          Optional.of(endpoints.surroundings().clock().instant().minusSeconds(seconds.getAsLong()));
    } else if (time != null) {
      since = Times.parse(time);
      if (since.isEmpty()) {
        throw new IllegalArgumentException("invalid sinceTime: " + time);
      }
    }
    return new LogOptions(
        flag(query, "follow"),
        flag(query, "timestamps"),
        number(query, "tailLines"),
        number(query, "limitBytes"),
        since);
  }

  private static OptionalLong number(Fields query, String name) {
    String value = query.getValue(name);
    return value == null || value.isEmpty() || value.equals("all")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(value));
  }

  /// Whose log it is: the container that runs or ran last, or the one before.
  private String containerId(JsonObject pod, String container, boolean previous)
      throws NoLogException {
    PodName name = PodName.of(pod);
    JsonObject status = endpoints.statuses().get(name.uid()).orElse(pod.object("status"));
    JsonObject of = find(status, container);
    String subject = "container \"%s\" in pod \"%s\"".formatted(container, name.name());
    JsonObject last = of.object("lastState").object("terminated");
    if (previous) {
      if (last.string("containerID").isEmpty()) {
        throw new NoLogException(
            "previous terminated container \"%s\" in pod \"%s\" not found"
                .formatted(container, name.name()));
      }
      return plain(last.string("containerID"));
    }
    JsonObject state = of.object("state");
    if (state.has("running")) {
      return plain(of.string("containerID"));
    }
    JsonObject ended = state.object("terminated");
    if (!ended.string("containerID").isEmpty()) {
      return plain(ended.string("containerID"));
    }
    if (!last.string("containerID").isEmpty()) {
      return plain(last.string("containerID"));
    }
    if (state.has("terminated")) {
      throw new NoLogException(subject + " is terminated");
    }
    throw new NoLogException(waiting(subject, state.object("waiting").string("reason")));
  }

  private static String waiting(String subject, String reason) {
    return switch (reason) {
      case "" -> subject + " is waiting to start - no logs yet";
      case "ErrImagePull" -> subject + " is waiting to start: image can't be pulled";
      case "ImagePullBackOff" -> subject + " is waiting to start: trying and failing to pull image";
      default -> subject + " is waiting to start: " + reason;
    };
  }

  private static JsonObject find(JsonObject status, String container) {
    for (String list :
        new String[] {"containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"}) {
      for (JsonObject each : status.array(list).objects()) {
        if (each.string("name").equals(container)) {
          return each;
        }
      }
    }
    return JsonObject.EMPTY;
  }

  private static String plain(String id) {
    return id.replaceFirst("^k4j://", "");
  }

  private void stream(ContainerStatus status, LogOptions options, CommandEndpoint.Exchange exchange)
      throws IOException {
    if (Upgrades.isWebSocket(exchange.request())) {
      webSocket(status, options, exchange);
      return;
    }
    Response response = exchange.response();
    Callback callback = exchange.callback();
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
    OutputStream out = Content.Sink.asOutputStream(response);
    try {
      if (options.follow()) {
        out.flush(); // the client shall see that it follows, also before the first line
      }
      copy(status, options, out);
      out.close();
      callback.succeeded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    }
  }

  private void webSocket(
      ContainerStatus status, LogOptions options, CommandEndpoint.Exchange exchange) {
    Optional<String> protocol =
        Upgrades.webSocketProtocol(exchange.request(), WebSocketLog.PROTOCOLS);
    if (protocol.isEmpty()) {
      exchange.error(403, "unable to negotiate a WebSocket protocol");
      return;
    }
    Upgrades.webSocket(
        exchange.request(),
        exchange.response(),
        exchange.callback(),
        protocol.get(),
        raw -> {
          try (var out = new WebSocketLog(new WebSocketConnection(raw), protocol.get())) {
            copy(status, options, out);
          } catch (IOException | UncheckedIOException e) {
            LOG.atDebug().setCause(e).log("The client of a log left its WebSocket");
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void copy(ContainerStatus status, LogOptions options, OutputStream out)
      throws IOException, InterruptedException {
    try {
      new LogReader(Path.of(status.logPath()), options, () -> isRunning(status.id()), out).copy();
    } catch (FileNotFoundException e) {
      // A container that has written nothing, or whose log was removed.
      LOG.atDebug().setCause(e).log("No log to show");
    }
  }

  private boolean isRunning(String id) {
    try {
      ContainerState state = endpoints.runtime().containerStatus(id).state();
      return state == ContainerState.CONTAINER_RUNNING || state == ContainerState.CONTAINER_CREATED;
    } catch (CriException _) {
      return false; // removed while it was followed
    }
  }
}
