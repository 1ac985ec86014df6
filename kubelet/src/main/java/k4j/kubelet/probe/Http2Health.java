package k4j.kubelet.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import k4j.kubelet.image.GoDuration;

/// The one call `grpc.health.v1.Health/Check`, by hand over HTTP/2 in the clear: a request of fixed
/// shape and the first message of the answer need no library.
public final class Http2Health implements GrpcHealth {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int MAX_FRAME = 1 << 20;
  private static final int SERVING = 1;

  @Override
  public ProbeOutcome check(String host, int port, String service, Duration timeout) {
    int millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    String late =
        "timeout: failed to connect service \"%s:%d\" within %s: context deadline exceeded"
            .formatted(host, port, GoDuration.format(timeout));
    Socket socket;
    try {
      socket = HttpCall.connect(host, port, millis, "");
    } catch (IOException _) {
      return new ProbeOutcome.Failure(late);
    }
    try (socket) {
      socket.setSoTimeout(millis);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      send(out, host + ":" + port, service);
      return read(new DataInputStream(socket.getInputStream()), out);
    } catch (SocketTimeoutException _) {
      return new ProbeOutcome.Failure(
          "timeout: health rpc did not complete within " + GoDuration.format(timeout));
    } catch (IOException e) {
      return new ProbeOutcome.Failure("error: health rpc probe failed: " + e.getMessage());
    }
  }

  private static void send(DataOutputStream out, String authority, String service)
      throws IOException {
    out.write(PREFACE);
    frame(out, SETTINGS, 0, 0, new byte[0]);
    frame(out, HEADERS, END_HEADERS, 1, headers(authority));
    frame(out, DATA, END_STREAM, 1, message(service));
    out.flush();
  }

  private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    byte[] frame = new byte[9 + payload.length];
    frame[0] = (byte) (payload.length >> 16);
    frame[1] = (byte) (payload.length >> 8);
    frame[2] = (byte) payload.length;
    frame[3] = (byte) type;
    frame[4] = (byte) flags;
    frame[8] = (byte) stream;
    System.arraycopy(payload, 0, frame, 9, payload.length);
    out.write(frame);
  }

  private static byte[] headers(String authority) {
    var out = new ByteArrayOutputStream();
    literal(out, ":method", "POST");
    literal(out, ":scheme", "http");
    literal(out, ":path", "/grpc.health.v1.Health/Check");
    literal(out, ":authority", authority);
    literal(out, "content-type", "application/grpc");
    literal(out, "te", "trailers");
    literal(out, "user-agent", "kube-probe/1.36");
    return out.toByteArray();
  }

  /// HPACK's literal field without indexing, without Huffman code.
  private static void literal(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    for (String text : new String[] {name, value}) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      length(out, bytes.length);
      out.writeBytes(bytes);
    }
  }

  private static void length(ByteArrayOutputStream out, int length) {
    if (length < 127) {
      out.write(length);
      return;
    }
    out.write(127);
    int rest = length - 127;
    while (rest >= 128) {
      out.write((rest & 127) | 128);
      rest >>= 7;
    }
    out.write(rest);
  }

  /// `HealthCheckRequest`: field 1, the service.
  private static byte[] message(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    var body = new ByteArrayOutputStream();
    if (name.length > 0) {
      body.write(0x0a);
      body.write(name.length);
      body.writeBytes(name);
    }
    var out = new ByteArrayOutputStream();
    out.write(0);
    out.writeBytes(new byte[] {0, 0, (byte) (body.size() >> 8), (byte) body.size()});
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }

  private static ProbeOutcome read(DataInputStream in, DataOutputStream out) throws IOException {
    var message = new ByteArrayOutputStream();
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      if (length > MAX_FRAME) {
        throw new IOException("frame is too big");
      }
      byte[] payload = in.readNBytes(length);
      switch (type) {
        case SETTINGS -> {
          if ((flags & ACK) == 0) {
            frame(out, SETTINGS, ACK, 0, new byte[0]);
          }
        }
        case PING -> {
          if ((flags & ACK) == 0) {
            frame(out, PING, ACK, 0, payload);
          }
        }
        case DATA -> {
          int padding = (flags & PADDED) != 0 ? payload[0] + 1 : 0;
          int from = (flags & PADDED) != 0 ? 1 : 0;
          message.write(payload, from, payload.length - padding);
        }
        case RST_STREAM, GOAWAY -> {
          return new ProbeOutcome.Failure("error: health rpc probe failed: stream was reset");
        }
        default -> {} // headers and windows tell nothing that is needed
      }
      boolean ends = (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
      if (ends || isWhole(message.toByteArray())) {
        return outcome(message.toByteArray());
      }
    }
  }

  private static boolean isWhole(byte[] message) {
    return message.length >= 5
        && message.length >= 5 + ((message[3] & 0xff) << 8 | (message[4] & 0xff));
  }

  /// `HealthCheckResponse`: field 1, the status.
  private static ProbeOutcome outcome(byte[] message) {
    if (!isWhole(message)) {
      return new ProbeOutcome.Failure(
          "error: this server does not implement the grpc health protocol"
              + " (grpc.health.v1.Health)");
    }
    int status = message.length > 6 && message[5] == 0x08 ? message[6] : 0;
    if (status == SERVING) {
      return new ProbeOutcome.Success();
    }
    String word =
        switch (status) {
          case 2 -> "NOT_SERVING";
          case 3 -> "SERVICE_UNKNOWN";
          default -> "UNKNOWN";
        };
    return new ProbeOutcome.Failure("service unhealthy (responded with \"" + word + "\")");
  }
}
