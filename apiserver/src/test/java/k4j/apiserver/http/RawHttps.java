package k4j.apiserver.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/// Requests that are written as they stand, past all that a client would mend.
public record RawHttps(SSLContext tls, int port) {

  /// The status code of the answer.
  ///
  /// @param headers lines that end with CR LF
  /// @param body single quotes for double ones
  public int code(String token, String method, String path, String headers, String body)
      throws IOException {
    byte[] content = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Length: "
            + content.length
            + "\r\n"
            + headers
            + "\r\n";
    return code(head + new String(content, StandardCharsets.ISO_8859_1));
  }

  /// The status code of the answer to what is written.
  public int code(String request) throws IOException {
    try (Socket socket = send(request)) {
      String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
      return Integer.parseInt(line.substring(9));
    }
  }

  private Socket send(String request) throws IOException {
    Socket socket = tls.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return socket;
  }

  /// Everything that comes back until the server closes.
  public String all(String request) throws IOException {
    try (Socket socket = send(request)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
