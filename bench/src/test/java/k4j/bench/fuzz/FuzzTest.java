package k4j.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small run of what `bench/run fuzz` does a million times.
class FuzzTest {

  private static final long SEED = 20;
  private static final int REQUESTS = 3000;

  @Test
  void everyAnswerIsProperAndEveryObjectStaysWhole(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (Target target = new Target(folder)) {
      var fuzz = new Fuzz(target, SEED);
      fuzz.run(2, () -> fuzz.sent() < REQUESTS);
      assertThat(fuzz.findings()).isEmpty();
      assertThat(Census.complaints(target)).isEmpty();
      assertThat(fuzz.statuses().keySet()).contains(200, 201, 400, 404, 405, 406, 409, 415, 422);
    }
  }
}
