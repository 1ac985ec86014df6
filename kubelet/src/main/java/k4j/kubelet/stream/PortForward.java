package k4j.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import k4j.cri.CriException;
import k4j.cri.stream.PortStream;

/// Port-forwarding over SPDY: a pair of streams, for data and for errors, makes one connection.
public final class PortForward {

  public static final String PROTOCOL = "portforward.k8s.io";

  private static final int BUFFER = 32 * 1024;

  private final SpdyConnection connection;
  private final Dialer dialer;
  private final String pod;
  private final Map<String, SpdyStream> waiting = new ConcurrentHashMap<>();

  /// Connects to a port of the pod.
  public interface Dialer {
    PortStream dial(int port);
  }

  /// @param pod as messages show it: name and uid
  public PortForward(RawConnection raw, Dialer dialer, String pod) {
    connection = new SpdyConnection(raw);
    this.dialer = dialer;
    this.pod = pod;
  }

  /// Serves until the client goes away.
  public void run() throws IOException {
    connection.serve(this::opened);
  }

  private void opened(SpdyStream stream) {
    String request = stream.header("requestid") + "/" + stream.header("port");
    SpdyStream other = waiting.putIfAbsent(request, stream);
    if (other == null) {
      return;
    }
    waiting.remove(request);
    boolean isError = stream.header("streamtype").equals("error");
    SpdyStream error = isError ? stream : other;
    SpdyStream data = isError ? other : stream;
    Thread.ofVirtual().name("kubelet-port-forward").start(() -> forward(data, error));
  }

  private void forward(SpdyStream data, SpdyStream error) {
    try (OutputStream toClient = data.output();
        OutputStream errors = error.output()) {
      try {
        int port = Integer.parseInt(data.header("port"));
        connect(port, data, toClient);
      } catch (NumberFormatException _) {
        errors.write(text("unable to parse \"" + data.header("port") + "\" as a port"));
      } catch (CriException e) {
        errors.write(
            text(
                "error forwarding port %s to pod %s: %s"
                    .formatted(data.header("port"), pod, e.getMessage())));
      }
    } catch (IOException _) {
      // the client went away
    }
  }

  private static byte[] text(String message) {
    return message.getBytes(StandardCharsets.UTF_8);
  }

  private void connect(int port, SpdyStream data, OutputStream toClient) throws IOException {
    try (PortStream target = dialer.dial(port)) {
      Thread.ofVirtual()
          .name("kubelet-port-forward-in")
          .start(() -> copyToTarget(data.input(), target));
      copy(target.input(), toClient);
    }
  }

  private static void copyToTarget(InputStream from, PortStream target) {
    try (OutputStream to = target.output()) {
      copy(from, to);
    } catch (IOException _) {
      target.close(); // one side is gone
    }
  }

  static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      to.write(buffer, 0, count);
      to.flush();
    }
  }
}
