package k4j.cri.embedded.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LineSplitterTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.6Z");
  private static final String PREFIX = "2026-01-02T03:04:05.600000000Z stdout ";
  private final LineSplitter splitter = new LineSplitter("stdout");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private void split(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    splitter.split(bytes, bytes.length, TIME, out);
  }

  @Test
  void keepsWhatHasNoEndYet() {
    split("one\ntw");
    assertThat(out).hasToString(PREFIX + "F one\n");
    split("o\n\nthree");
    splitter.finish(TIME, out);
    assertThat(out)
        .hasToString(
            PREFIX + "F one\n" + PREFIX + "F two\n" + PREFIX + "F \n" + PREFIX + "F three\n");
  }

  @Test
  void cutsLongLines() {
    String long1 = "x".repeat(LineSplitter.MAX_LINE + 3);
    split(long1.substring(0, 10));
    split(long1.substring(10) + "\nend\n");
    assertThat(out)
        .hasToString(
            PREFIX
                + "P "
                + "x".repeat(LineSplitter.MAX_LINE)
                + "\n"
                + PREFIX
                + "F xxx\n"
                + PREFIX
                + "F end\n");
  }
}
