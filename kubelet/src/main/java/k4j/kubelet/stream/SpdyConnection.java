package k4j.kubelet.stream;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The server's end of a SPDY/3.1 connection, as far as Kubernetes uses it: streams that the client
/// opens, without flow control (its library has none either).
public final class SpdyConnection implements AutoCloseable {

  private static final int SYN_STREAM = 1;
  private static final int SYN_REPLY = 2;
  private static final int RST_STREAM = 3;
  private static final int PING = 6;
  private static final int GOAWAY = 7;

  private static final int VERSION = 0x8003;
  private static final int FLAG_FIN = 1;
  private static final int MAX_FRAME = 1 << 24;
  private static final int RST_CANCEL = 5;

  private final RawConnection raw;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final SpdyHeaders headersIn = new SpdyHeaders();
  private final SpdyHeaders headersOut = new SpdyHeaders();
  private final ConcurrentMap<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final CountDownLatch ended = new CountDownLatch(1);

  public SpdyConnection(RawConnection raw) {
    this.raw = raw;
    in = new DataInputStream(raw.input());
    out = new DataOutputStream(raw.output());
  }

  /// Reads until the client goes away; tells of each stream that it opens, which must not block.
  public void serve(Consumer<SpdyStream> opened) throws IOException {
    try {
      boolean more = true;
      while (more) {
        more = readFrame(opened);
      }
    } catch (EOFException _) {
      // the client went away
    } finally {
      streams.values().forEach(SpdyStream::remoteEnded);
      streams.clear();
      ended.countDown();
      closeHeaders();
    }
  }

  private void closeHeaders() {
    writing.lock();
    try {
      headersIn.close();
      headersOut.close();
    } finally {
      writing.unlock();
    }
  }

  private boolean readFrame(Consumer<SpdyStream> opened) throws IOException {
    int first = in.readInt();
    int second = in.readInt();
    int flags = second >>> 24;
    int length = second & 0xffffff;
    if (length >= MAX_FRAME) {
      throw new IOException("SPDY frame is too big: " + length);
    }
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      return false;
    }
    if (first >= 0) {
      data(first, flags, payload);
      return true;
    }
    return control(first & 0xffff, flags, payload, opened);
  }

  private void data(int id, int flags, byte[] payload) {
    SpdyStream stream = streams.get(id);
    if (stream == null) {
      return;
    }
    stream.received(payload);
    if ((flags & FLAG_FIN) != 0) {
      stream.remoteEnded();
    }
  }

  private boolean control(int type, int flags, byte[] payload, Consumer<SpdyStream> opened)
      throws IOException {
    switch (type) {
      case SYN_STREAM -> {
        int id = number(payload, 0) & 0x7fffffff;
        byte[] block = Arrays.copyOfRange(payload, 10, payload.length);
        SpdyStream stream = new SpdyStream(this, id, headersIn.read(block));
        streams.put(id, stream);
        if ((flags & FLAG_FIN) != 0) {
          stream.remoteEnded();
        }
        reply(id);
        opened.accept(stream);
      }
      case RST_STREAM -> {
        SpdyStream stream = streams.remove(number(payload, 0) & 0x7fffffff);
        if (stream != null) {
          stream.remoteEnded();
        }
      }
      case PING -> write(PING, 0, payload);
      case GOAWAY -> {
        return false;
      }
      default -> {} // settings, headers and windows tell us nothing
    }
    return true;
  }

  private static int number(byte[] bytes, int at) throws IOException {
    if (bytes.length < at + 4) {
      throw new IOException("SPDY frame is too short");
    }
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  private static byte[] bytes(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  private void reply(int id) throws IOException {
    writing.lock();
    try {
      byte[] block = headersOut.write(Map.of());
      byte[] payload = new byte[4 + block.length];
      System.arraycopy(bytes(id), 0, payload, 0, 4);
      System.arraycopy(block, 0, payload, 4, block.length);
      write(SYN_REPLY, 0, payload);
    } finally {
      writing.unlock();
    }
  }

  private void write(int type, int flags, byte[] payload) throws IOException {
    frame(VERSION << 16 | type, flags, payload, 0, payload.length);
  }

  private void frame(int first, int flags, byte[] payload, int from, int length)
      throws IOException {
    byte[] frame = new byte[8 + length];
    System.arraycopy(bytes(first), 0, frame, 0, 4);
    System.arraycopy(bytes(flags << 24 | length), 0, frame, 4, 4);
    System.arraycopy(payload, from, frame, 8, length);
    writing.lock();
    try {
      out.write(frame);
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  void sendData(int id, byte[] payload, int from, int length) throws IOException {
    frame(id, 0, payload, from, length);
  }

  void sendEnd(int id) throws IOException {
    frame(id, FLAG_FIN, new byte[0], 0, 0);
  }

  void sendReset(int id) throws IOException {
    byte[] payload = new byte[8];
    System.arraycopy(bytes(id), 0, payload, 0, 4);
    payload[7] = RST_CANCEL;
    write(RST_STREAM, 0, payload);
  }

  void forget(int id) {
    streams.remove(id);
  }

  public void awaitGone() throws InterruptedException {
    ended.await();
  }

  /// Gives the client time to read the rest and to close first.
  public void closeAfter(int seconds) {
    try {
      boolean gone = ended.await(seconds, TimeUnit.SECONDS);
      if (!gone) {
        raw.close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      raw.close();
    }
  }

  @Override
  public void close() {
    raw.close();
  }
}
