package k4j.kubelet.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import k4j.api.json.JsonObject;
import k4j.cri.CriException;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.sandbox.PodSandboxStatus;
import k4j.cri.stream.AttachRequest;
import k4j.cri.stream.ExecRequest;
import k4j.cri.stream.ExecSyncResult;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.RuntimePod;
import k4j.kubelet.stream.Command;
import k4j.kubelet.stream.CommandOptions;
import k4j.kubelet.stream.PortForward;
import k4j.kubelet.stream.RawConnection;
import k4j.kubelet.stream.SpdyCommand;
import k4j.kubelet.stream.WebSocketCommand;
import k4j.kubelet.stream.WebSocketConnection;
import k4j.kubelet.stream.WebSocketPortForward;
import k4j.kubelet.stream.WebSocketTunnel;
import k4j.kubelet.worker.RuntimeReader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/exec`, `/attach`, `/run` and `/portForward`.
final class CommandEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(CommandEndpoint.class);
  private static final String TUNNEL = "SPDY/3.1+" + PortForward.PROTOCOL;
  private static final Duration RUN_TIMEOUT = Duration.ZERO;

  private final PodEndpoints endpoints;
  private final RuntimeReader reader;

  CommandEndpoint(PodEndpoints endpoints) {
    this.endpoints = endpoints;
    reader = new RuntimeReader(endpoints.runtime());
  }

  /// One exchange of the API.
  record Exchange(Request request, Response response, Callback callback) {

    void error(int status, String text) {
      Answers.text(response, callback, status, text);
    }

    void text(String text) {
      Answers.text(response, callback, 200, text);
    }
  }

  private static CommandOptions options(Fields query) {
    return new CommandOptions(
        flag(query, "stdin", "input"),
        flag(query, "stdout", "output"),
        flag(query, "stderr", "error"),
        flag(query, "tty", "tty"));
  }

  private static boolean flag(Fields query, String name, String older) {
    for (String each : List.of(name, older)) {
      String value = query.getValue(each);
      if (value != null && (value.equals("1") || value.equals("true"))) {
        return true;
      }
    }
    return false;
  }

  /// The id of the running container; an error was answered where there is none.
  private Optional<String> running(Exchange exchange, String namespace, String pod, String name) {
    Optional<JsonObject> found = endpoints.pods().find(namespace, pod);
    if (found.isEmpty()) {
      exchange.error(404, "pod does not exist");
      return Optional.empty();
    }
    if (PodSpecs.container(found.get(), name).isEmpty()) {
      exchange.error(404, "container not found (\"" + name + "\")");
      return Optional.empty();
    }
    Optional<ContainerStatus> status =
        reader
            .read(PodName.of(found.get()).uid())
            .find(name)
            .filter(s -> s.state() == ContainerState.CONTAINER_RUNNING);
    if (status.isEmpty()) {
      exchange.error(500, "unable to upgrade connection: container not found (\"" + name + "\")");
    }
    return status.map(ContainerStatus::id);
  }

  void exec(Exchange exchange, String namespace, String pod, String container) {
    Fields query = Request.extractQueryParameters(exchange.request());
    CommandOptions options = options(query);
    List<String> command = query.getValues("command");
    if (command == null || command.isEmpty()) {
      exchange.error(400, "you must specify at least 1 command");
      return;
    }
    running(exchange, namespace, pod, container)
        .ifPresent(id ->
            command(
                exchange,
                options,
                true,
                () ->
                    endpoints
                        .runtime()
                        .exec(
                            new ExecRequest(
                                id,
                                command,
                                options.tty(),
                                options.stdin(),
                                options.stdout(),
                                options.stderr() && !options.tty()))));
  }

  void attach(Exchange exchange, String namespace, String pod, String container) {
    CommandOptions options = options(Request.extractQueryParameters(exchange.request()));
    running(exchange, namespace, pod, container)
        .ifPresent(id ->
            command(
                exchange,
                options,
                false,
                () ->
                    endpoints
                        .runtime()
                        .attach(
                            new AttachRequest(
                                id,
                                options.tty(),
                                options.stdin(),
                                options.stdout(),
                                options.stderr() && !options.tty()))));
  }

  private static void command(
      Exchange exchange, CommandOptions options, boolean exec, Command.Starter starter) {
    if (!options.stdin() && !options.stdout() && !options.stderr()) {
      exchange.error(400, "you must specify at least 1 of stdin, stdout, stderr");
      return;
    }
    Request request = exchange.request();
    if (Upgrades.isWebSocket(request)) {
      Optional<String> protocol = Upgrades.webSocketProtocol(request, WebSocketCommand.PROTOCOLS);
      upgrade(
          exchange, protocol, raw -> webSocket(raw, protocol.orElse(""), options, exec, starter));
    } else if (Upgrades.isSpdy(request)) {
      Optional<String> protocol = Upgrades.spdyProtocol(request, SpdyCommand.PROTOCOLS);
      spdy(
          exchange,
          protocol,
          quietly(raw ->
              Command.run(
                  SpdyCommand.open(raw, protocol.orElse(""), options), options, exec, starter)));
    } else {
      exchange.error(400, "Upgrade request required");
    }
  }

  private static void webSocket(
      RawConnection raw,
      String protocol,
      CommandOptions options,
      boolean exec,
      Command.Starter starter) {
    quietly(connection ->
            Command.run(
                WebSocketCommand.open(new WebSocketConnection(connection), protocol, options),
                options,
                exec,
                starter))
        .accept(raw);
  }

  private interface Session {
    void run(RawConnection raw) throws IOException;
  }

  /// A session whose client went away is over; nobody is left to be told.
  private static Consumer<RawConnection> quietly(Session session) {
    return raw -> {
      try {
        session.run(raw);
      } catch (IOException e) {
        LOG.atDebug().addKeyValue("error", e.toString()).log("stream ended early");
      }
    };
  }

  private static void upgrade(
      Exchange exchange, Optional<String> protocol, Consumer<RawConnection> session) {
    if (protocol.isEmpty()) {
      exchange.error(403, "unable to negotiate a WebSocket protocol");
      return;
    }
    Upgrades.webSocket(
        exchange.request(), exchange.response(), exchange.callback(), protocol.get(), session);
  }

  private static void spdy(
      Exchange exchange, Optional<String> protocol, Consumer<RawConnection> session) {
    if (protocol.isEmpty()) {
      exchange.error(403, "unable to negotiate protocol: client and server have none in common");
      return;
    }
    Upgrades.spdy(
        exchange.request(), exchange.response(), exchange.callback(), protocol.get(), session);
  }

  void run(Exchange exchange, String namespace, String pod, String container) {
    Fields query = Request.extractQueryParameters(exchange.request());
    String command = query.getValue("cmd");
    Optional<String> id = running(exchange, namespace, pod, container);
    if (id.isEmpty()) {
      return;
    }
    try {
      List<String> words = List.of((command == null ? "" : command).split(" "));
      ExecSyncResult result = endpoints.runtime().execSync(id.get(), words, RUN_TIMEOUT);
      String output =
          new String(result.stdout(), StandardCharsets.UTF_8)
              + new String(result.stderr(), StandardCharsets.UTF_8);
      Answers.text(exchange.response(), exchange.callback(), 200, output.stripTrailing());
    } catch (CriException e) {
      exchange.error(500, String.valueOf(e.getMessage()));
    }
  }

  void portForward(Exchange exchange, String namespace, String podName) {
    Optional<JsonObject> pod = endpoints.pods().find(namespace, podName);
    if (pod.isEmpty()) {
      exchange.error(404, "pod does not exist");
      return;
    }
    String uid = PodName.of(pod.get()).uid();
    RuntimePod state = reader.read(uid);
    Optional<PodSandboxStatus> sandbox = state.readySandbox();
    if (sandbox.isEmpty()) {
      exchange.error(500, "pod not found (\"" + podName + "_" + namespace + "\")");
      return;
    }
    String id = sandbox.get().id();
    PortForward.Dialer dialer = port -> endpoints.runtime().portForward(id, port);
    String shown = podName + "_" + namespace + ", uid " + uid;
    Request request = exchange.request();
    if (Upgrades.isSpdy(request)) {
      Optional<String> protocol = Upgrades.spdyProtocol(request, List.of(PortForward.PROTOCOL));
      spdy(exchange, protocol, quietly(raw -> new PortForward(raw, dialer, shown).run()));
    } else if (Upgrades.isWebSocket(request)) {
      webSocketPortForward(exchange, dialer, shown);
    } else {
      exchange.error(400, "Upgrade request required");
    }
  }

  private static void webSocketPortForward(
      Exchange exchange, PortForward.Dialer dialer, String shown) {
    List<String> ours = new ArrayList<>(List.of(TUNNEL));
    ours.addAll(WebSocketPortForward.PROTOCOLS);
    Optional<String> protocol = Upgrades.webSocketProtocol(exchange.request(), ours);
    if (protocol.equals(Optional.of(TUNNEL))) {
      upgrade(
          exchange,
          protocol,
          quietly(raw ->
              new PortForward(new WebSocketTunnel(new WebSocketConnection(raw)), dialer, shown)
                  .run()));
      return;
    }
    List<Integer> ports;
    try {
      ports =
          WebSocketPortForward.ports(
              Request.extractQueryParameters(exchange.request()).getValuesOrEmpty("port"));
    } catch (IllegalArgumentException e) {
      exchange.error(400, String.valueOf(e.getMessage()));
      return;
    }
    upgrade(
        exchange,
        protocol,
        quietly(raw ->
            new WebSocketPortForward(
                    new WebSocketConnection(raw), protocol.orElse(""), ports, dialer, shown)
                .run()));
  }
}
