package k4j.kubelet.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import k4j.cri.CriException;
import k4j.cri.stream.PortStream;

/// The older port-forwarding over a WebSocket: two channels for each port of the request, data and
/// errors, each of which begins with the port's number.
public final class WebSocketPortForward {

  public static final List<String> PROTOCOLS =
      List.of("v4.channel.k8s.io", "v4.base64.channel.k8s.io", "");

  private static final int LAST_PORT = 65_535;

  private final WebSocketConnection socket;
  private final boolean base64;
  private final List<Integer> ports;
  private final PortForward.Dialer dialer;
  private final String pod;
  private final List<BytePipe> pipes = new ArrayList<>();
  private final AtomicInteger left;

  public WebSocketPortForward(
      WebSocketConnection socket,
      String protocol,
      List<Integer> ports,
      PortForward.Dialer dialer,
      String pod) {
    this.socket = socket;
    base64 = protocol.contains("base64");
    this.ports = List.copyOf(ports);
    left = new AtomicInteger(ports.size());
    this.dialer = dialer;
    this.pod = pod;
  }

  /// Reads the ports that a request asks for.
  ///
  /// @param asked each value of the query parameter `port`
  /// @throws IllegalArgumentException in the kubelet's words if one is none
  public static List<Integer> ports(List<String> asked) {
    if (asked.isEmpty()) {
      throw new IllegalArgumentException("query parameter \"port\" is required");
    }
    var ports = new ArrayList<Integer>();
    for (String each : asked) {
      if (each.isEmpty()) {
        throw new IllegalArgumentException("query parameter \"port\" cannot be empty");
      }
      for (String one : each.split(",", -1)) {
        ports.add(port(each, one));
      }
    }
    return ports;
  }

  private static int port(String all, String one) {
    String failed = "unable to parse \"%s\" as a port: strconv.ParseUint: parsing \"%s\": %s";
    if (one.isEmpty() || !one.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(failed.formatted(all, one, "invalid syntax"));
    }
    if (one.length() > 9 || Integer.parseInt(one) > LAST_PORT) {
      throw new IllegalArgumentException(failed.formatted(all, one, "value out of range"));
    }
    int port = Integer.parseInt(one);
    if (port < 1) {
      throw new IllegalArgumentException("port \"%s\" must be > 0".formatted(all));
    }
    return port;
  }

  public void run() throws IOException {
    for (int i = 0; i < ports.size(); i++) {
      int port = ports.get(i);
      byte[] number = {(byte) port, (byte) (port >> 8)};
      send(2 * i, number, 0, 2);
      send(2 * i + 1, number, 0, 2);
      pipes.add(new BytePipe());
      int index = i;
      Thread.ofVirtual().name("kubelet-port-forward").start(() -> forward(index));
    }
    try {
      for (Optional<WebSocketConnection.Message> m = socket.read();
          m.isPresent();
          m = socket.read()) {
        receive(m.get().payload());
      }
    } finally {
      pipes.forEach(BytePipe::end);
    }
  }

  private void receive(byte[] message) {
    if (message.length == 0) {
      return;
    }
    int channel = base64 ? message[0] - '0' : message[0] & 0xff;
    byte[] payload = Arrays.copyOfRange(message, 1, message.length);
    if (channel % 2 == 0 && channel / 2 < pipes.size()) {
      pipes.get(channel / 2).put(base64 ? Base64.getDecoder().decode(payload) : payload);
    }
  }

  /// The connection lasts as long as one of its ports.
  private void forward(int index) {
    try {
      forwardPort(index);
    } finally {
      if (left.decrementAndGet() == 0) {
        close();
      }
    }
  }

  private void close() {
    try {
      socket.sendClose(WebSocketConnection.NORMAL, "");
    } catch (UncheckedIOException _) {
      // the client went away
    }
    socket.close();
  }

  private void forwardPort(int index) {
    int port = ports.get(index);
    try (PortStream target = dialer.dial(port)) {
      Thread.ofVirtual()
          .name("kubelet-port-forward-in")
          .start(() -> toTarget(pipes.get(index), target));
      PortForward.copy(target.input(), new Channel(2 * index));
    } catch (CriException e) {
      error(index, "error forwarding port " + port + " to pod " + pod + ": " + e.getMessage());
    } catch (IOException _) {
      // the client went away
    }
  }

  private static void toTarget(BytePipe from, PortStream target) {
    try (OutputStream to = target.output()) {
      PortForward.copy(from, to);
    } catch (IOException _) {
      target.close();
    }
  }

  private void error(int index, String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    try {
      send(2 * index + 1, bytes, 0, bytes.length);
    } catch (IOException _) {
      socket.close();
    }
  }

  private void send(int channel, byte[] bytes, int from, int length) throws IOException {
    if (base64) {
      byte[] part = Arrays.copyOfRange(bytes, from, from + length);
      socket.sendText(channel + Base64.getEncoder().encodeToString(part));
      return;
    }
    byte[] message = new byte[length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, from, message, 1, length);
    socket.sendBinary(message, 0, message.length);
  }

  private final class Channel extends OutputStream {

    private final int number;

    Channel(int number) {
      this.number = number;
    }

    @Override
    public void write(int value) throws IOException {
      send(number, new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      send(number, bytes, from, length);
    }
  }
}
