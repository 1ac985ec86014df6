package k4j.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/// One stream of a SPDY connection: bytes both ways, each way closed on its own.
public final class SpdyStream {

  private final SpdyConnection connection;
  private final int id;
  private final Map<String, String> headers;
  private final BytePipe input = new BytePipe();
  private final OutputStream output = new Output();
  private boolean outputEnded;

  SpdyStream(SpdyConnection connection, int id, Map<String, String> headers) {
    this.connection = connection;
    this.id = id;
    this.headers = Map.copyOf(headers);
  }

  /// The header's value; names are in lower case.
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  public InputStream input() {
    return input;
  }

  /// Closing it ends this way of the stream.
  public OutputStream output() {
    return output;
  }

  void received(byte[] bytes) {
    input.put(bytes);
  }

  void remoteEnded() {
    input.end();
  }

  public void reset() throws IOException {
    input.close();
    connection.forget(id);
    connection.sendReset(id);
  }

  private final class Output extends OutputStream {

    private static final int CHUNK = 64 * 1024;

    @Override
    public void write(int value) throws IOException {
      connection.sendData(id, new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      for (int at = 0; at < length; at += CHUNK) {
        connection.sendData(id, bytes, from + at, Math.min(CHUNK, length - at));
      }
    }

    @Override
    public void close() throws IOException {
      if (!outputEnded) {
        outputEnded = true;
        connection.sendEnd(id);
      }
    }
  }
}
