package k4j.apiserver.http;

import java.io.IOException;

/// Where an answer's bytes go, piece by piece.
interface Out {

  default void write(byte[] piece) throws IOException {
    write(piece, 0, piece.length);
  }

  void write(byte[] bytes, int from, int length) throws IOException;

  /// Sends what was gathered so far.
  void flush() throws IOException;

  void finish() throws IOException;
}
