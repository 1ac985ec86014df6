package k4j.apiserver.tunnel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;

/// The bearer token that a browser shows as a subprotocol of its WebSocket, since it can set no
/// other header (`base64url.bearer.authorization.k8s.io.TOKEN`). Pure.
public final class WebSocketToken {

  /// Where it stands.
  static final String HEADER = "Sec-WebSocket-Protocol";

  private static final String PREFIX = "base64url.bearer.authorization.k8s.io.";

  private WebSocketToken() {}

  /// The token, or `""` where there is none. One that cannot be read, or beside which no other
  /// protocol is offered, is returned as it stands: it is nobody's.
  public static String of(HttpFields headers) {
    if (!"websocket".equalsIgnoreCase(headers.get("Upgrade"))) {
      return "";
    }
    List<String> tokens = offered(headers).filter(each -> each.startsWith(PREFIX)).toList();
    if (tokens.isEmpty()) {
      return "";
    }
    boolean alone = offered(headers).count() == tokens.size();
    String first = tokens.getFirst();
    return tokens.size() > 1 || alone ? first : decoded(first);
  }

  private static String decoded(String protocol) {
    String text = protocol.substring(PREFIX.length());
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return text.endsWith("=")
          ? protocol
          : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException _) {
      return protocol;
    }
  }

  /// What of such a header may be sent on: everything but a token.
  static String without(String value) {
    return String.join(
        ",",
        Stream.of(value.split(","))
            .map(String::strip)
            .filter(each -> !each.startsWith(PREFIX))
            .toList());
  }

  private static Stream<String> offered(HttpFields headers) {
    return headers.getValuesList(HEADER).stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(String::strip);
  }
}
