package k4j.kubelet.stream;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The server's end of a WebSocket (RFC 6455), without extensions. One thread reads; any may write.
public final class WebSocketConnection implements AutoCloseable {

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int MAX_MESSAGE = 64 << 20;
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  public static final int NORMAL = 1000;
  public static final int PROTOCOL_ERROR = 1002;

  private final RawConnection raw;
  private final DataInputStream in;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private boolean closeSent;

  public WebSocketConnection(RawConnection raw) {
    this.raw = raw;
    in = new DataInputStream(raw.input());
    out = raw.output();
  }

  /// A whole message.
  @SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares messages
  public record Message(boolean text, byte[] payload) {}

  @SuppressWarnings("ArrayRecordComponent") // as above
  private record Frame(boolean last, int opcode, byte[] payload) {}

  /// What `Sec-WebSocket-Accept` answers to a key.
  public static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /// The next message; empty once the peer closed.
  public Optional<Message> read() throws IOException {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    boolean text = false;
    while (true) {
      Frame frame;
      try {
        frame = readFrame();
      } catch (EOFException _) {
        return Optional.empty();
      }
      switch (frame.opcode()) {
        case PING -> write(PONG, frame.payload(), 0, frame.payload().length);
        case PONG -> {}
        case CLOSE -> {
          sendClose(frame.payload());
          return Optional.empty();
        }
        case TEXT, BINARY, CONTINUATION -> {
          if (frame.opcode() != CONTINUATION) {
            text = frame.opcode() == TEXT;
            if (frame.last()) {
              return Optional.of(new Message(text, frame.payload()));
            }
          }
          parts.write(frame.payload());
          if (parts.size() > MAX_MESSAGE) {
            throw new IOException("WebSocket message is too big");
          }
          if (frame.last()) {
            return Optional.of(new Message(text, parts.toByteArray()));
          }
        }
        default -> throw new IOException("unknown WebSocket opcode " + frame.opcode());
      }
    }
  }

  private Frame readFrame() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    if (length < 0 || length > MAX_MESSAGE) {
      throw new IOException("WebSocket frame is too big: " + length);
    }
    byte[] mask = new byte[4];
    boolean masked = (second & MASKED) != 0;
    if (masked) {
      in.readFully(mask);
    }
    byte[] payload = in.readNBytes((int) length);
    if (payload.length < length) {
      throw new EOFException("WebSocket frame ended early");
    }
    if (masked) {
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i & 3];
      }
    }
    return new Frame((first & FIN) != 0, first & 0x0f, payload);
  }

  public void sendBinary(byte[] bytes, int from, int length) throws IOException {
    write(BINARY, bytes, from, length);
  }

  public void sendText(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(TEXT, bytes, 0, bytes.length);
  }

  private void write(int opcode, byte[] bytes, int from, int length) throws IOException {
    byte[] header = new byte[10];
    header[0] = (byte) (FIN | opcode);
    int size = 2;
    if (length < 126) {
      header[1] = (byte) length;
    } else if (length <= 0xffff) {
      header[1] = 126;
      header[2] = (byte) (length >> 8);
      header[3] = (byte) length;
      size = 4;
    } else {
      header[1] = 127;
      for (int i = 0; i < 4; i++) {
        header[6 + i] = (byte) (length >> (24 - 8 * i));
      }
      size = 10;
    }
    byte[] frame = new byte[size + length];
    System.arraycopy(header, 0, frame, 0, size);
    System.arraycopy(bytes, from, frame, size, length);
    writing.lock();
    try {
      if (closeSent) {
        throw new IOException("WebSocket is closed");
      }
      closeSent = opcode == CLOSE;
      out.write(frame);
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  private void sendClose(byte[] payload) throws IOException {
    writing.lock();
    try {
      if (closeSent) {
        return;
      }
    } finally {
      writing.unlock();
    }
    write(CLOSE, payload, 0, payload.length);
  }

  /// Says that this end is done; the peer answers, which ends `read`.
  public void sendClose(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + Math.min(text.length, 120)];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, payload.length - 2);
    try {
      sendClose(payload);
    } catch (IOException e) {
      raw.close();
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    raw.close();
  }
}
