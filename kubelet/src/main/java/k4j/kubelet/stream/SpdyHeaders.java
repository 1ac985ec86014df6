package k4j.kubelet.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Header blocks of SPDY/3: names and values with their lengths, in one zlib stream for each
/// direction of a connection, which begins with the dictionary of the specification.
final class SpdyHeaders implements AutoCloseable {

  private static final int MAX_BLOCK = 1 << 20;
  private static final int MAX_COUNT = 1000;

  private final Inflater inflater = new Inflater();
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);

  SpdyHeaders() {
    deflater.setDictionary(SpdyDictionary.bytes());
  }

  Map<String, String> read(byte[] block) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(inflate(block)));
    int count = in.readInt();
    if (count < 0 || count > MAX_COUNT) {
      throw new IOException("SPDY header block with " + count + " headers");
    }
    Map<String, String> headers = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String name = text(in);
      headers.put(name, text(in));
    }
    return headers;
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_BLOCK) {
      throw new IOException("SPDY header of length " + length);
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private byte[] inflate(byte[] block) throws IOException {
    inflater.setInput(block);
    var out = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    try {
      while (true) {
        int count = inflater.inflate(buffer);
        out.write(buffer, 0, count);
        if (count == 0 && inflater.needsDictionary()) {
          inflater.setDictionary(SpdyDictionary.bytes());
        } else if (count == 0) {
          return out.toByteArray();
        }
        if (out.size() > MAX_BLOCK) {
          throw new IOException("SPDY header block is too big");
        }
      }
    } catch (DataFormatException e) {
      throw new IOException("SPDY header block is not zlib", e);
    }
  }

  byte[] write(Map<String, String> headers) throws IOException {
    var plain = new ByteArrayOutputStream();
    var out = new DataOutputStream(plain);
    out.writeInt(headers.size());
    for (Map.Entry<String, String> header : headers.entrySet()) {
      for (String text : new String[] {header.getKey(), header.getValue()}) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
      }
    }
    deflater.setInput(plain.toByteArray());
    var packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    int count;
    do {
      count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      packed.write(buffer, 0, count);
    } while (count == buffer.length);
    return packed.toByteArray();
  }

  @Override
  public void close() {
    inflater.end();
    deflater.end();
  }
}
