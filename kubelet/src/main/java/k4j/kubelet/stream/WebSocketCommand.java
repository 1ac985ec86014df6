package k4j.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.cri.stream.TerminalSize;

/// Exec and attach over a WebSocket: each message begins with the number of its channel.
public final class WebSocketCommand implements CommandStreams {

  public static final String V5 = "v5.channel.k8s.io";
  public static final String V4 = "v4.channel.k8s.io";
  private static final String V4_BASE64 = "v4.base64.channel.k8s.io";

  /// Newest first; the empty one is for clients that ask for none.
  public static final List<String> PROTOCOLS =
      List.of(V5, V4, V4_BASE64, "channel.k8s.io", "base64.channel.k8s.io", "");

  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int ERROR = 3;
  private static final int RESIZE = 4;
  private static final int CLOSE = 255;
  private static final int LINGER_SECONDS = 5;
  private static final int MAX_SIZES = 64;

  private final WebSocketConnection socket;
  private final String protocol;
  private final BytePipe stdin = new BytePipe();
  private final BlockingQueue<Optional<TerminalSize>> sizes = new LinkedBlockingQueue<>(MAX_SIZES);
  private final CountDownLatch gone = new CountDownLatch(1);

  private WebSocketCommand(WebSocketConnection socket, String protocol) {
    this.socket = socket;
    this.protocol = protocol;
  }

  /// Begins to read; the first, empty message tells the client that the streams are there.
  public static WebSocketCommand open(
      WebSocketConnection socket, String protocol, CommandOptions options) throws IOException {
    WebSocketCommand command = new WebSocketCommand(socket, protocol);
    int first = options.stdout() ? STDOUT : options.stderr() ? STDERR : ERROR;
    command.send(first, new byte[0], 0, 0);
    Thread.ofVirtual().name("kubelet-websocket").start(command::readAll);
    return command;
  }

  private boolean base64() {
    return protocol.contains("base64");
  }

  private void readAll() {
    try {
      for (var message = socket.read(); message.isPresent(); message = socket.read()) {
        receive(message.get().payload());
      }
    } catch (IOException | JsonException _) {
      socket.close(); // a broken client is a gone client
    } finally {
      stdin.end();
      boolean told = sizes.offer(Optional.empty());
      if (!told) {
        sizes.clear();
        sizes.add(Optional.empty());
      }
      gone.countDown();
    }
  }

  private void receive(byte[] message) {
    if (message.length == 0) {
      return;
    }
    int channel = base64() ? message[0] - '0' : message[0] & 0xff;
    byte[] payload = Arrays.copyOfRange(message, 1, message.length);
    if (base64()) {
      payload = Base64.getDecoder().decode(payload);
    }
    switch (channel) {
      case STDIN -> stdin.put(payload);
      case RESIZE -> size(payload).ifPresent(size -> sizes.offer(Optional.of(size)));
      case CLOSE -> {
        if (protocol.equals(V5) && payload.length > 0 && payload[0] == STDIN) {
          stdin.end();
        }
      }
      default -> {} // clients do not write to the others
    }
  }

  static Optional<TerminalSize> size(byte[] json) {
    if (json.length == 0) {
      return Optional.empty();
    }
    JsonObject size = JsonParser.parseObject(json);
    return Optional.of(new TerminalSize((int) size.integer("Width"), (int) size.integer("Height")));
  }

  private void send(int channel, byte[] bytes, int from, int length) throws IOException {
    if (base64()) {
      byte[] part = Arrays.copyOfRange(bytes, from, from + length);
      socket.sendText(channel + Base64.getEncoder().encodeToString(part));
      return;
    }
    byte[] message = new byte[length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, from, message, 1, length);
    if (protocol.isEmpty()) {
      socket.sendText(new String(message, StandardCharsets.UTF_8));
    } else {
      socket.sendBinary(message, 0, message.length);
    }
  }

  @Override
  public InputStream stdin() {
    return stdin;
  }

  @Override
  public OutputStream stdout() {
    return new Channel(STDOUT);
  }

  @Override
  public OutputStream stderr() {
    return new Channel(STDERR);
  }

  @Override
  public Optional<TerminalSize> nextSize() throws InterruptedException {
    return sizes.take();
  }

  @Override
  public void awaitGone() throws InterruptedException {
    gone.await();
  }

  @Override
  public void finish(CommandResult result) throws IOException {
    byte[] status = result.encoded(protocol.startsWith("v"));
    if (status.length > 0) {
      send(ERROR, status, 0, status.length);
    }
    socket.sendClose(WebSocketConnection.NORMAL, "");
    try {
      boolean answered = gone.await(LINGER_SECONDS, TimeUnit.SECONDS);
      if (!answered) {
        socket.close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    socket.close();
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
