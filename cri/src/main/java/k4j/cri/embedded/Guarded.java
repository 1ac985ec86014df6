package k4j.cri.embedded;

import java.io.IOException;
import k4j.cri.CriException;

/// Turns failures of the machine into those of CRI, at the border of the runtime.
final class Guarded {
  private Guarded() {}

  private static CriException failed(String what, IOException e) {
    String text = what.isEmpty() ? String.valueOf(e.getMessage()) : what + ": " + e.getMessage();
    return new CriException(CriException.Code.UNKNOWN, text, e);
  }

  interface Call<T> {
    T run() throws IOException;
  }

  interface Action {
    void run() throws IOException;
  }

  static <T> T call(String what, Call<T> call) {
    try {
      return call.run();
    } catch (IOException e) {
      throw failed(what, e);
    }
  }

  static void run(String what, Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw failed(what, e);
    }
  }
}
