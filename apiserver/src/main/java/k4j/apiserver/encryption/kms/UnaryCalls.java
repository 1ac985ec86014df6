package k4j.apiserver.encryption.kms;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;

/// Calls a gRPC server on a Unix socket, one message to and one fro, over a connection that it
/// keeps.
final class UnaryCalls implements AutoCloseable {

  /// gRPC's codes, by number.
  private static final List<String> CODES =
      List.of(
          "OK",
          "Canceled",
          "Unknown",
          "InvalidArgument",
          "DeadlineExceeded",
          "NotFound",
          "AlreadyExists",
          "PermissionDenied",
          "ResourceExhausted",
          "FailedPrecondition",
          "Aborted",
          "OutOfRange",
          "Unimplemented",
          "Internal",
          "Unavailable",
          "DataLoss",
          "Unauthenticated");

  private static final int HEAD = 5;

  private final Path socket;
  private final long timeoutMillis;
  private final Runnable pause;
  private final HTTP2Client client;
  private @Nullable Session session;

  /// @param pause waits some 20 ms, for a server that is not there yet
  UnaryCalls(Path socket, long timeoutMillis, Runnable pause) {
    this.socket = socket;
    this.timeoutMillis = timeoutMillis;
    this.pause = pause;
    var connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setExecutor(new VirtualThreadPool());
    client = new HTTP2Client(connector);
    client.setIdleTimeout(0); // a plugin is asked once a minute
  }

  /// The answer's message.
  ///
  /// @param method such as `/v2.KeyManagementService/Status`
  /// @throws KmsException where there is none
  byte[] call(String method, byte[] message) throws KmsException {
    var answer = new Answer();
    try {
      Stream stream =
          connected().newStream(head(method), answer).get(timeoutMillis, TimeUnit.MILLISECONDS);
      var _ = stream.data(new DataFrame(stream.getId(), framed(message), true));
      try {
        return answer.done.get(timeoutMillis, TimeUnit.MILLISECONDS).message();
      } catch (TimeoutException late) {
        stream.reset(
            new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
        throw late;
      }
    } catch (TimeoutException _) {
      throw new KmsException("DeadlineExceeded", "context deadline exceeded");
    } catch (ExecutionException e) {
      throw new KmsException("Unavailable", String.valueOf(e.getCause()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new KmsException("Canceled", "context canceled");
    }
  }

  /// Waits for the server as long as a call may take.
  private synchronized Session connected() throws InterruptedException, TimeoutException {
    for (long waited = 0; waited <= timeoutMillis; waited += 20) {
      Session known = session;
      if (known != null && !known.isClosed()) {
        return known;
      }
      try {
        start();
        session =
            client
                .connect(
                    new Transport.TCPUnix(socket),
                    null,
                    UnixDomainSocketAddress.of(socket),
                    new Session.Listener() {})
                .get(timeoutMillis, TimeUnit.MILLISECONDS);
      } catch (ExecutionException _) {
        pause.run(); // nobody listens there yet
      }
    }
    throw new TimeoutException();
  }

  private void start() {
    try {
      client.start();
    } catch (Exception e) { // what Jetty's life cycle declares
      throw new IllegalStateException("the client of a KMS plugin does not start", e);
    }
  }

  private HeadersFrame head(String method) {
    HttpFields fields =
        HttpFields.build()
            .put("content-type", "application/grpc")
            .put("te", "trailers")
            .put("grpc-timeout", timeoutMillis + "m")
            .put("user-agent", "k4j");
    var request =
        new MetaData.Request(
            "POST", HttpURI.from("http://localhost" + method), HttpVersion.HTTP_2, fields);
    return new HeadersFrame(request, null, false);
  }

  private static ByteBuffer framed(byte[] message) {
    return ByteBuffer.allocate(HEAD + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .flip();
  }

  @Override
  public synchronized void close() {
    try {
      client.stop();
    } catch (Exception e) { // what Jetty's life cycle declares
      throw new IllegalStateException("the client of a KMS plugin does not stop", e);
    }
  }

  /// What comes back: the bytes, and how it ended.
  private static final class Answer implements Stream.Listener {

    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    private record Ended(HttpFields trailers, byte[] body) {

      byte[] message() throws KmsException {
        String status = trailers.get("grpc-status");
        if (status == null) {
          throw new KmsException("Unavailable", "the connection ended before an answer");
        }
        if (!status.equals("0")) {
          String code = status.matches("1?[0-9]") ? status : "2";
          String why = trailers.get("grpc-message");
          throw new KmsException(
              CODES.get(Math.min(Integer.parseInt(code), CODES.size() - 1)),
              why == null ? "" : decoded(why));
        }
        var buffer = ByteBuffer.wrap(body);
        if (body.length < HEAD || buffer.get() != 0 || buffer.getInt() != buffer.remaining()) {
          throw new KmsException("Internal", "the answer is no message");
        }
        byte[] message = new byte[buffer.remaining()];
        buffer.get(message);
        return message;
      }

      private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      }
    }

    private final CompletableFuture<Ended> done = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Override
    public void onHeaders(Stream stream, HeadersFrame frame) {
      if (frame.isEndStream()) {
        done.complete(new Ended(frame.getMetaData().getHttpFields(), body.toByteArray()));
      } else {
        stream.demand();
      }
    }

    @Override
    public void onDataAvailable(Stream stream) {
      Stream.Data data = stream.readData();
      if (data == null) {
        stream.demand();
        return;
      }
      try {
        ByteBuffer bytes = data.frame().getByteBuffer();
        byte[] some = new byte[bytes.remaining()];
        bytes.get(some);
        body.writeBytes(some);
      } finally {
        data.release();
      }
      if (data.frame().isEndStream()) {
        done.complete(new Ended(HttpFields.EMPTY, body.toByteArray()));
      } else {
        stream.demand();
      }
    }

    @Override
    public void onReset(Stream stream, ResetFrame frame, Callback callback) {
      done.complete(new Ended(HttpFields.EMPTY, body.toByteArray()));
      callback.succeeded();
    }

    @Override
    public void onFailure(
        Stream stream, int error, String reason, Throwable failure, Callback callback) {
      done.complete(new Ended(HttpFields.EMPTY, body.toByteArray()));
      callback.succeeded();
    }
  }
}
