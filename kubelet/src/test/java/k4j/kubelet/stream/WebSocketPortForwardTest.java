package k4j.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import k4j.cri.stream.PortStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  /// A client's connection that says nothing until it is closed.
  private static final class Silent implements RawConnection {
    private final PipedOutputStream never = new PipedOutputStream();
    private final PipedInputStream input;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    Silent() throws IOException {
      input = new PipedInputStream(never);
    }

    @Override
    public InputStream input() {
      return input;
    }

    @Override
    public OutputStream output() {
      return output;
    }

    @Override
    public void close() {
      try {
        never.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record Said(InputStream input, OutputStream output) implements PortStream {
    @Override
    public void close() {
      // nothing is open
    }
  }

  @Test
  @Timeout(20)
  void endsWithTheLastOfItsPorts() throws IOException {
    var raw = new Silent();
    var answer = new ByteArrayInputStream("bye".getBytes(StandardCharsets.US_ASCII));
    PortForward.Dialer dialer = _ -> new Said(answer, OutputStream.nullOutputStream());
    new WebSocketPortForward(
            new WebSocketConnection(raw), "v4.channel.k8s.io", List.of(80), dialer, "pod")
        .run();
    byte[] close = {(byte) 0x88, 2, 3, (byte) 0xe8};
    assertThat(raw.output.toByteArray()).endsWith(close);
  }

  @Test
  void aPortIsNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebSocketPortForward.ports(List.of()))
        .withMessage("query parameter \"port\" is required");
  }
}
