package k4j.bench.fuzz;

import java.util.Map;

/// An answer as it came.
final class Reply {

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final boolean whole;

  /// @param headers with names in lower case
  /// @param whole whether the end of the body was seen
  Reply(int status, Map<String, String> headers, byte[] body, boolean whole) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body;
    this.whole = whole;
  }

  int status() {
    return status;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /// Not copied: nobody may write to it.
  byte[] body() {
    return body;
  }

  boolean whole() {
    return whole;
  }
}
