package k4j.kubelet.stream;

import java.io.InputStream;
import java.io.OutputStream;

/// The bytes of a connection that left HTTP.
public interface RawConnection extends AutoCloseable {

  InputStream input();

  OutputStream output();

  @Override
  void close();
}
