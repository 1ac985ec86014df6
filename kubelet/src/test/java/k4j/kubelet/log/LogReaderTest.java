package k4j.kubelet.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import k4j.testing.Eventually;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {

  @TempDir Path directory;
  private Path log;

  @BeforeEach
  void writeLog() throws IOException {
    log = directory.resolve("0.log");
    Files.writeString(
        log,
        """
        2026-01-01T00:00:01.000000000Z stdout F one
        2026-01-01T00:00:02.000000000Z stderr P tw
        2026-01-01T00:00:02.100000000Z stderr F o
        2026-01-01T00:00:03.000000000Z stdout F three
        """);
  }

  private String read(LogOptions options) throws IOException, InterruptedException {
    var out = new ByteArrayOutputStream();
    new LogReader(log, options, () -> false, out).copy();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void partsBecomeLines() throws IOException, InterruptedException {
    assertThat(read(LogOptions.ALL)).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void theEndOrWhatCameSinceCanBeAskedFor() throws IOException, InterruptedException {
    OptionalLong none = OptionalLong.empty();
    assertThat(read(new LogOptions(false, false, OptionalLong.of(1), none, Optional.empty())))
        .isEqualTo("three\n");
    assertThat(read(new LogOptions(false, false, OptionalLong.of(0), none, Optional.empty())))
        .isEmpty();
    Instant since = Instant.parse("2026-01-01T00:00:02.5Z");
    assertThat(read(new LogOptions(false, true, none, none, Optional.of(since))))
        .isEqualTo("2026-01-01T00:00:03.000000000Z three\n");
    assertThat(read(new LogOptions(false, true, none, OptionalLong.of(40), Optional.empty())))
        .isEqualTo("2026-01-01T00:00:01.000000000Z one\n2026-");
  }

  @Test
  void aFollowerSurvivesARotation() throws IOException, InterruptedException {
    var out = new ByteArrayOutputStream();
    AtomicBoolean running = new AtomicBoolean(true);
    LogOptions follow =
        new LogOptions(true, false, OptionalLong.of(1), OptionalLong.empty(), Optional.empty());
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                new LogReader(log, follow, running::get, out).copy();
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    Eventually.await(
        "the end is read", () -> out.toString(StandardCharsets.UTF_8).contains("three"));
    LogRotation.rotate(log, Instant.EPOCH);
    Files.writeString(log, "2026-01-01T00:00:04Z stdout F four\n", StandardOpenOption.CREATE);
    Eventually.await(
        "the new log is read", () -> out.toString(StandardCharsets.UTF_8).contains("four"));
    running.set(false);
    reader.join();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("three\nfour\n");
    assertThat(directory.resolve("0.log.19700101-000000")).exists();
  }
}
