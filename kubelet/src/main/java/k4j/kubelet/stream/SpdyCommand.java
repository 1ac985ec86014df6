package k4j.kubelet.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import k4j.api.json.JsonException;
import k4j.cri.stream.TerminalSize;

/// Exec and attach over SPDY: one stream for each of stdin, stdout, stderr, errors and sizes.
public final class SpdyCommand implements CommandStreams {

  public static final List<String> PROTOCOLS =
      List.of("v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io");

  private static final int CREATION_SECONDS = 30;
  private static final int LINGER_SECONDS = 5;
  private static final int MAX_SIZE = 4096;

  private final SpdyConnection connection;
  private final String protocol;
  private final Map<String, SpdyStream> streams = new ConcurrentHashMap<>();
  private final CountDownLatch missing;

  private SpdyCommand(SpdyConnection connection, String protocol, int expected) {
    this.connection = connection;
    this.protocol = protocol;
    missing = new CountDownLatch(expected);
  }

  /// Waits for the streams that the client must open.
  public static SpdyCommand open(RawConnection raw, String protocol, CommandOptions options)
      throws IOException {
    boolean sizes =
        options.tty() && !protocol.equals("v2.channel.k8s.io") && protocol.startsWith("v");
    int expected =
        1
            + (options.stdin() ? 1 : 0)
            + (options.stdout() ? 1 : 0)
            + (options.stderr() && !options.tty() ? 1 : 0)
            + (sizes ? 1 : 0);
    SpdyConnection connection = new SpdyConnection(raw);
    SpdyCommand command = new SpdyCommand(connection, protocol, expected);
    Thread.ofVirtual().name("kubelet-spdy").start(command::serve);
    try {
      boolean all = command.missing.await(CREATION_SECONDS, TimeUnit.SECONDS);
      if (!all) {
        connection.close();
        throw new IOException("timed out waiting for client to create streams");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for streams", e);
    }
    return command;
  }

  private void serve() {
    try {
      connection.serve(stream -> {
        streams.put(stream.header("streamtype"), stream);
        missing.countDown();
      });
    } catch (IOException _) {
      connection.close(); // a broken client is a gone client
    }
  }

  @Override
  public InputStream stdin() {
    SpdyStream stream = streams.get("stdin");
    return stream == null ? InputStream.nullInputStream() : stream.input();
  }

  @Override
  public OutputStream stdout() {
    return output("stdout");
  }

  @Override
  public OutputStream stderr() {
    return output("stderr");
  }

  private OutputStream output(String type) {
    SpdyStream stream = streams.get(type);
    return stream == null ? OutputStream.nullOutputStream() : stream.output();
  }

  // A size is a JSON object; they come one after the other without a mark between.
  @Override
  public Optional<TerminalSize> nextSize() throws InterruptedException {
    SpdyStream stream = streams.get("resize");
    if (stream == null) {
      return Optional.empty();
    }
    var text = new ByteArrayOutputStream();
    try {
      for (int c = stream.input().read(); c >= 0; c = stream.input().read()) {
        text.write(c);
        if (c == '}') {
          return WebSocketCommand.size(text.toByteArray());
        }
        if (text.size() > MAX_SIZE) {
          return Optional.empty();
        }
      }
    } catch (IOException | JsonException _) {
      return Optional.empty(); // no more sizes from a client that sends none
    }
    return Optional.empty();
  }

  @Override
  public void awaitGone() throws InterruptedException {
    connection.awaitGone();
  }

  @Override
  public void finish(CommandResult result) throws IOException {
    byte[] status = result.encoded(protocol.equals("v4.channel.k8s.io"));
    if (status.length > 0) {
      output("error").write(status);
    }
    for (SpdyStream stream : streams.values()) {
      stream.output().close();
    }
    connection.closeAfter(LINGER_SECONDS);
  }

  @Override
  public void close() {
    connection.close();
  }
}
