package k4j.kubelet.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A log over a WebSocket: each piece of it is a message, in binary or in Base64.
public final class WebSocketLog extends OutputStream {

  /// What the client may ask for; the first where it asks for nothing.
  public static final List<String> PROTOCOLS = List.of("", "binary.k8s.io", "base64.binary.k8s.io");

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketLog.class);

  private final WebSocketConnection connection;
  private final boolean base64;

  public WebSocketLog(WebSocketConnection connection, String protocol) {
    this.connection = connection;
    base64 = protocol.startsWith("base64.");
    Thread.ofVirtual().name("kubelet-log-socket").start(this::awaitEnd);
  }

  /// What the client says means nothing, but for its end: nobody follows the log any more.
  private void awaitEnd() {
    try {
      Optional<WebSocketConnection.Message> said;
      do {
        said = connection.read();
      } while (said.isPresent());
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("The client of a log left its WebSocket");
    }
    connection.close();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (base64) {
      byte[] piece = Arrays.copyOfRange(bytes, from, from + length);
      connection.sendText(Base64.getEncoder().encodeToString(piece));
    } else {
      connection.sendBinary(bytes, from, length);
    }
  }

  /// The log is whole.
  @Override
  public void close() {
    connection.sendClose(WebSocketConnection.NORMAL, "");
  }
}
