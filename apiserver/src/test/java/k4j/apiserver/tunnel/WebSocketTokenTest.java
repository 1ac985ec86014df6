package k4j.apiserver.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketTokenTest {

  private static final String TOKEN = "base64url.bearer.authorization.k8s.io.";

  /// `T:` stands for the prefix of tokens.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          websocket | v5.channel.k8s.io, T:c2VjcmV0   | secret
          WebSocket | T:c2VjcmV0,v5.channel.k8s.io    | secret
          websocket | T:c2VjcmV0                      | T:c2VjcmV0
          websocket | a, T:c2VjcmV0, T:b3RoZXI        | T:c2VjcmV0
          websocket | a, T:c2VjcmV0PQ==               | T:c2VjcmV0PQ==
          websocket | a, T:%                          | T:%
          websocket | a, T:_w                         | T:_w
          websocket | a                               | ''
          SPDY/3.1  | a, T:c2VjcmV0                   | ''
          """)
  void aTokenStandsAmongOtherProtocols(String upgrade, String protocols, String token) {
    HttpFields headers =
        HttpFields.build()
            .add("Upgrade", upgrade)
            .add("Sec-WebSocket-Protocol", protocols.replace("T:", TOKEN));
    assertThat(WebSocketToken.of(headers)).isEqualTo(token.replace("T:", TOKEN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v5.channel.k8s.io, T:c2VjcmV0, b | v5.channel.k8s.io,b
          T:c2VjcmV0                       | ''
          a                                | a
          """)
  void itIsNotSentOn(String protocols, String rest) {
    assertThat(WebSocketToken.without(protocols.replace("T:", TOKEN))).isEqualTo(rest);
  }
}
