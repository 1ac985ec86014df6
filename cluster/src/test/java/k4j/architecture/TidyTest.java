package k4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import k4j.testing.Tidy;
import org.junit.jupiter.api.Test;

/// The whole source tree keeps to the limits of our conventions.
class TidyTest {

  @Test
  void everyFileKeepsToTheLimits() throws IOException {
    assertThat(Tidy.findings(Path.of("..").toAbsolutePath().normalize())).isEmpty();
  }
}
