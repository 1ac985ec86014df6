package k4j.kubelet;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;
import javax.net.ssl.SSLSocket;
import k4j.kubelet.stream.SpdyDictionaryAccess;
import k4j.testing.TestTls;

/// The client's end of SPDY as client-go has it.
final class SpdyClient implements AutoCloseable {

  private final Closeable socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final Deflater deflater = new Deflater();
  private final Map<Integer, ByteArrayOutputStream> received = new TreeMap<>();
  private final Set<Integer> ended = new HashSet<>();
  private int next = 1;

  SpdyClient(Closeable socket, InputStream in, OutputStream out) {
    this.socket = socket;
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(out);
    deflater.setDictionary(SpdyDictionaryAccess.bytes());
  }

  static SpdyClient open(int port, String path, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket) TestTls.client().getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(10_000);
    SpdyClient client = new SpdyClient(socket, socket.getInputStream(), socket.getOutputStream());
    String head =
        String.join(
            "\r\n",
            "POST " + path + " HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: Upgrade",
            "Upgrade: SPDY/3.1",
            "X-Stream-Protocol-Version: " + protocol,
            "Content-Length: 0",
            "",
            "");
    client.out.write(head.getBytes(StandardCharsets.US_ASCII));
    awaitUpgrade(client.in);
    return client;
  }

  /// Reads the head of the answer.
  static void awaitUpgrade(InputStream in) throws IOException {
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\n")) {
      answer.append((char) in.read());
    }
    if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException("not upgraded: " + answer);
    }
  }

  int stream(String type) throws IOException {
    return stream(type, Map.of());
  }

  int stream(String type, Map<String, String> more) throws IOException {
    int id = next;
    next += 2;
    Map<String, String> headers = new TreeMap<>(more);
    headers.put("streamtype", type);
    var plain = new ByteArrayOutputStream();
    var block = new DataOutputStream(plain);
    block.writeInt(headers.size());
    for (Map.Entry<String, String> header : headers.entrySet()) {
      for (String text : new String[] {header.getKey(), header.getValue()}) {
        block.writeInt(text.length());
        block.writeBytes(text);
      }
    }
    deflater.setInput(plain.toByteArray());
    byte[] packed = new byte[4096];
    int size = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
    out.writeInt(0x80030001);
    out.writeInt(10 + size);
    out.writeInt(id);
    out.writeInt(0);
    out.writeShort(0);
    out.write(packed, 0, size);
    out.flush();
    return id;
  }

  void send(int stream, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(stream);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  void end(int stream) throws IOException {
    out.writeInt(stream);
    out.writeInt(1 << 24);
    out.flush();
  }

  /// Reads frames until the server ended the stream.
  void readUntilEnd(int stream) throws IOException {
    while (!ended.contains(stream)) {
      int first = in.readInt();
      int second = in.readInt();
      byte[] payload = in.readNBytes(second & 0xffffff);
      if (first >= 0) {
        received.computeIfAbsent(first, _ -> new ByteArrayOutputStream()).writeBytes(payload);
        if (second >>> 24 == 1) {
          ended.add(first);
        }
      }
    }
  }

  String text(int stream) {
    ByteArrayOutputStream bytes = received.get(stream);
    return bytes == null ? "" : bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    deflater.end();
    socket.close();
  }
}
