package k4j.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicWriterTest {

  @TempDir Path directory;
  private AtomicWriter writer;

  @BeforeEach
  void makeWriter() {
    writer = new AtomicWriter(directory, OptionalLong.empty(), new SplittableRandom(1));
  }

  private static PayloadFile file(String text) {
    return new PayloadFile(text.getBytes(StandardCharsets.UTF_8), 0640);
  }

  @Test
  void filesAreReachedThroughOneLink() throws IOException {
    assertThat(writer.write(Map.of("a", file("1"), "dir/b", file("2")), Instant.EPOCH)).isTrue();
    assertThat(directory.resolve("a")).isSymbolicLink().hasContent("1");
    assertThat(directory.resolve("dir/b")).hasContent("2");
    assertThat(Files.readSymbolicLink(directory.resolve("a"))).hasToString("..data/a");
    assertThat(Files.readSymbolicLink(directory.resolve("..data")).toString())
        .startsWith("..1970_01_01_00_00_00.");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))))
        .isEqualTo("rw-r-----");
  }

  @Test
  void onlyAChangeIsWritten() throws IOException {
    writer.write(Map.of("a", file("1"), "b", file("2")), Instant.EPOCH);
    assertThat(writer.write(Map.of("b", file("2"), "a", file("1")), Instant.EPOCH)).isFalse();
    assertThat(writer.write(Map.of("a", file("new")), Instant.EPOCH)).isTrue();
    assertThat(directory.resolve("a")).hasContent("new");
    assertThat(directory.resolve("b")).doesNotExist();
    try (var left = Files.list(directory)) {
      assertThat(left.filter(p -> p.getFileName().toString().startsWith("..1970"))).hasSize(1);
    }
  }
}
