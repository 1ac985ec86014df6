package k4j.apiserver.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import k4j.apiserver.http.WebSocketFrames.Frame;
import k4j.apiserver.request.EventSource;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A watch over a WebSocket: a message for each event, until either side ends it. What the client
/// says is passed over, but for the frames that control the connection.
final class WatchSocket extends AbstractConnection implements Connection.UpgradeTo {

  private static final Logger LOG = LoggerFactory.getLogger(WatchSocket.class);
  private static final int ROOM = 4 * 1024;
  private static final int LENGTH_SIZE = 4;
  private static final byte[] NORMAL = {(byte) (1000 >> 8), (byte) 1000};
  private static final String PROTOCOL = "Sec-WebSocket-Protocol";
  private static final String VERSION = "13";

  private final EventSource source;
  private final EventEncoder encoder;
  private final Executor threads;

  /// Two threads write, and a frame must be whole.
  private final ReentrantLock writing = new ReentrantLock();

  private volatile ByteBuffer early = BufferUtil.EMPTY_BUFFER;

  private WatchSocket(
      Exchange exchange, EventSource source, EventEncoder encoder, Executor threads) {
    super(exchange.request().getConnectionMetaData().getConnection().getEndPoint(), threads);
    this.source = source;
    this.encoder = encoder;
    this.threads = threads;
  }

  /// Whether the client wants to leave HTTP for a WebSocket.
  static boolean isAsked(Request request) {
    HttpFields headers = request.getHeaders();
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
        && "websocket".equalsIgnoreCase(headers.get("Upgrade"))
        && headers.getValuesList("Connection").stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
  }

  /// Answers the handshake as `golang.org/x/net/websocket` does, which wants an `Origin`.
  static void open(Exchange exchange, EventSource source, EventEncoder encoder, Executor threads) {
    HttpFields headers = exchange.request().getHeaders();
    List<String> protocols = headers.getCSV(PROTOCOL, false);
    String key = headers.get("Sec-WebSocket-Key");
    if (!VERSION.equals(headers.get("Sec-WebSocket-Version"))) {
      exchange.response().getHeaders().put("Sec-WebSocket-Version", VERSION);
      refuse(exchange, source, 400, "missing or bad WebSocket Version");
    } else if (key == null || key.isEmpty()) {
      refuse(exchange, source, 400, "mismatch challenge/response");
    } else if (headers.get("Origin") == null) {
      refuse(exchange, source, 403, "");
    } else if (protocols.size() > 1) {
      refuse(exchange, source, 400, "");
    } else {
      var response = exchange.response();
      var socket = new WatchSocket(exchange, source, encoder, threads);
      exchange.request().setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, socket);
      response.setStatus(101);
      response.getHeaders().add(new HttpField("Upgrade", "websocket"));
      response.getHeaders().add(new HttpField("Connection", "Upgrade"));
      response.getHeaders().add("Sec-WebSocket-Accept", WebSocketFrames.accept(key));
      protocols.forEach(only -> response.getHeaders().add(PROTOCOL, only));
      response.write(true, null, exchange.callback());
    }
  }

  private static void refuse(Exchange exchange, EventSource source, int code, String why) {
    source.close();
    exchange.response().setStatus(code);
    exchange.response().write(true, BufferUtil.toBuffer(why), exchange.callback());
  }

  @Override
  public void onUpgradeTo(ByteBuffer buffer) {
    early = BufferUtil.copy(buffer); // what the client sent before it saw the answer
  }

  @Override
  public void onOpen() {
    super.onOpen();
    getEndPoint().setIdleTimeout(0);
    threads.execute(this::read);
    threads.execute(this::write);
  }

  @Override
  public void onFillable() {
    throw new IllegalStateException("reads are waited for one by one");
  }

  private void read() {
    var frames = new WebSocketFrames(new Received());
    try (source) {
      for (Frame frame = frames.read();
          frame.opcode() != WebSocketFrames.CLOSE;
          frame = frames.read()) {
        if (frame.opcode() == WebSocketFrames.PING) {
          send(WebSocketFrames.frame(WebSocketFrames.PONG, frame.payload(), 0));
        }
      }
    } catch (IOException gone) {
      LOG.atDebug().setCause(gone).log("The client of a watch left its WebSocket");
    }
  }

  private void write() {
    var message = new Message();
    int kind = encoder.isText() ? WebSocketFrames.TEXT : WebSocketFrames.BINARY;
    int from = encoder.isText() ? 0 : LENGTH_SIZE; // a message knows its length
    try (source) {
      for (Optional<EventSource.Event> event = source.next();
          event.isPresent();
          event = source.next()) {
        encoder.write(event.get(), message);
        send(WebSocketFrames.frame(kind, message.take(), from));
      }
      send(WebSocketFrames.frame(WebSocketFrames.CLOSE, NORMAL, 0));
    } catch (IOException gone) {
      LOG.atDebug().setCause(gone).log("A watch over a WebSocket broke off");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      getEndPoint().close();
    }
  }

  private void send(byte[] frame) throws IOException {
    writing.lock();
    try (Blocker.Callback written = Blocker.callback()) {
      getEndPoint().write(written, ByteBuffer.wrap(frame));
      written.block();
    } finally {
      writing.unlock();
    }
  }

  /// The bytes of the client.
  private final class Received extends InputStream {

    private ByteBuffer buffer = early;

    @Override
    public int read() throws IOException {
      return isFilled() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!isFilled()) {
        return -1;
      }
      int some = Math.min(length, buffer.remaining());
      buffer.get(into, from, some);
      return some;
    }

    /// Waits for bytes; false at their end.
    private boolean isFilled() throws IOException {
      while (!buffer.hasRemaining()) {
        buffer = BufferUtil.allocate(ROOM);
        int n = getEndPoint().fill(buffer);
        if (n < 0) {
          return false;
        }
        if (n == 0) {
          try (Blocker.Callback readable = Blocker.callback()) {
            getEndPoint().fillInterested(readable);
            readable.block();
          }
        }
      }
      return true;
    }
  }

  /// Gathers the pieces of one event.
  private static final class Message implements Out {

    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();

    @Override
    public void write(byte[] bytes, int from, int length) {
      pieces.write(bytes, from, length);
    }

    @Override
    public void flush() {
      // A message is sent when it is whole.
    }

    @Override
    public void finish() {
      // As above.
    }

    byte[] take() {
      byte[] whole = pieces.toByteArray();
      pieces.reset();
      return whole;
    }
  }
}
