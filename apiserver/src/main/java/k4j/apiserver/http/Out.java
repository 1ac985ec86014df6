package k4j.apiserver.http;

import java.io.IOException;

/// Where an answer's bytes go, piece by piece.
interface Out {

  void write(byte[] piece) throws IOException;

  /// Sends what was gathered so far.
  void flush() throws IOException;

  void finish() throws IOException;
}
