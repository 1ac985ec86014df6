package k4j.cri.stream;

import java.io.InputStream;
import java.io.OutputStream;

/// One TCP connection into a sandbox. Closing `output` half-closes it.
public interface PortStream extends AutoCloseable {
  InputStream input();

  OutputStream output();

  @Override
  void close();
}
