package k4j.apiserver.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Compresses on the way out, fast rather than well.
final class GzipOut implements Out {

  private final Out next;
  private final GZIPOutputStream gzip;

  GzipOut(Out next) throws IOException {
    this.next = next;
    gzip = new Fast(new Pieces(next));
  }

  /// The level that kube-apiserver uses.
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, 16 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static final class Pieces extends OutputStream {
    private final Out out;

    Pieces(Out out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    gzip.write(bytes, from, length);
  }

  @Override
  public void flush() throws IOException {
    gzip.flush();
    next.flush();
  }

  @Override
  public void finish() throws IOException {
    gzip.finish();
    next.finish();
  }
}
