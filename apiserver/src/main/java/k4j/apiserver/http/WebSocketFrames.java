package k4j.apiserver.http;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The frames of a WebSocket (RFC 6455), as its server writes and reads them.
final class WebSocketFrames {

  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int LAST = 0x80;
  private static final int MASKED = 0x80;
  private static final int CONTROL = 8;
  private static final int CONTROL_SIZE = 125;
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final DataInputStream in;

  WebSocketFrames(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /// A frame of the peer.
  ///
  /// @param payload of a control frame; empty for data, which nobody reads
  @SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares frames
  record Frame(int opcode, byte[] payload) {}

  /// What `Sec-WebSocket-Accept` answers to a key.
  static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /// The next frame, whose data is passed over.
  ///
  /// @throws EOFException at the connection's end
  Frame read() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0f;
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] mask = (second & MASKED) == 0 ? new byte[4] : in.readNBytes(4);
    if (opcode < CONTROL) {
      in.skipNBytes(Math.max(0, length));
      return new Frame(opcode, new byte[0]);
    }
    if (length > CONTROL_SIZE || mask.length < 4) {
      throw new IOException("not a WebSocket's control frame");
    }
    byte[] payload = in.readNBytes((int) length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return new Frame(opcode, payload);
  }

  /// A whole message in one frame.
  static byte[] frame(int opcode, byte[] payload, int from) {
    int length = payload.length - from;
    int size = length <= CONTROL_SIZE ? 2 : length <= 0xffff ? 4 : 10;
    byte[] frame = new byte[size + length];
    frame[0] = (byte) (LAST | opcode);
    if (size == 2) {
      frame[1] = (byte) length;
    } else {
      frame[1] = (byte) (size == 4 ? 126 : 127);
      for (int i = 0; i < size - 2; i++) {
        frame[size - 1 - i] = i < 4 ? (byte) (length >> (8 * i)) : 0;
      }
    }
    System.arraycopy(payload, from, frame, size, length);
    return frame;
  }
}
