package k4j.apiserver.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The content of a chunked HTTP/1.1 body.
public final class ChunkedInput extends InputStream {

  private final InputStream in;
  private long left;
  private boolean first = true;
  private boolean end;

  public ChunkedInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, bytes.length);
    if (left == 0 && !end) {
      nextChunk();
    }
    if (end) {
      return -1;
    }
    int n = in.read(bytes, from, (int) Math.min(length, left));
    if (n < 0) {
      throw new EOFException("the body ended within a chunk");
    }
    left -= n;
    return n;
  }

  private void nextChunk() throws IOException {
    if (!first) {
      line();
    }
    first = false;
    String size = line().split(";", 2)[0].strip();
    try {
      left = Long.parseLong(size, 16);
    } catch (NumberFormatException malformed) {
      throw new IOException("no size of a chunk: " + size, malformed);
    }
    if (left == 0) {
      end = true;
      while (!line().isEmpty()) {
        // trailers are not handed on
      }
    }
  }

  private String line() throws IOException {
    var out = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the body ended before its last chunk");
      }
      if (b != '\r') {
        out.append((char) b);
      }
    }
    return out.toString();
  }
}
