package k4j.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketPortForwardTest {

  @Test
  void portsAreGivenOneByOneOrInAList() {
    assertThat(WebSocketPortForward.ports(List.of("80,443", "8080")))
        .containsExactly(80, 443, 8080);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          ``        | query parameter "port" cannot be empty
          `80,0`    | port "80,0" must be > 0
          http      | unable to parse "http" as a port: strconv.ParseUint: parsing "http": invalid syntax
          70000     | unable to parse "70000" as a port: strconv.ParseUint: parsing "70000": value out of range
          """)
  void whatIsNoPortIsRefused(String asked, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebSocketPortForward.ports(List.of(asked)))
        .withMessage(message);
  }

  @Test
  void aPortIsNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebSocketPortForward.ports(List.of()))
        .withMessage("query parameter \"port\" is required");
  }
}
