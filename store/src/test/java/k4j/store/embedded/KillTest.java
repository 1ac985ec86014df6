package k4j.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.store.Entry;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class KillTest {

  @TempDir private Path directory;

  @Test
  void aKilledProcessLosesNothingItAcknowledged() throws IOException, InterruptedException {
    List<Map<Integer, Integer>> rounds = new ArrayList<>();
    long highest = 0;
    for (int round = 0; round < 3; round++) {
      Map<Integer, Integer> acknowledged = new HashMap<>();
      highest = Math.max(highest, writeAndKill(round, 3000 + 1000 * round, acknowledged));
      rounds.add(acknowledged);
      check(rounds, highest);
    }
  }

  /// Returns the highest revision acknowledged.
  private long writeAndKill(int round, int lines, Map<Integer, Integer> acknowledged)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledStore.class.getName(),
                directory.toString(),
                String.valueOf(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long highest = 0;
    try (BufferedReader output = process.inputReader()) {
      int count = 0;
      String line = output.readLine();
      while (line != null) {
        if (++count == lines) {
          process.toHandle().destroyForcibly();
        }
        String[] parts = line.split(" ", -1);
        if (parts.length == 3) {
          acknowledged.merge(Integer.valueOf(parts[0]), Integer.parseInt(parts[1]), Math::max);
          highest = Math.max(highest, Long.parseLong(parts[2]));
        }
        line = output.readLine();
      }
      assertThat(count).isGreaterThanOrEqualTo(lines);
    } finally {
      process.destroyForcibly().waitFor();
    }
    return highest;
  }

  private void check(List<Map<Integer, Integer>> rounds, long highest) throws IOException {
    MovableClock clock = new MovableClock();
    try (EmbeddedStore<String> store =
        EmbeddedStore.open(directory, Text.CODEC, StoreSettings.of(clock, clock))) {
      assertThat(store.revision()).isGreaterThanOrEqualTo(highest);
      for (int round = 0; round < rounds.size(); round++) {
        for (int writer = 0; writer < KilledStore.WRITERS; writer++) {
          int steps = rounds.get(round).getOrDefault(writer, -1) + 1;
          assertThat(content(store, "/%d/%d/".formatted(round, writer)))
              .as("round %d, writer %d, after %d steps", round, writer, steps)
              .isIn(
                  KilledStore.after(round, writer, steps),
                  KilledStore.after(round, writer, steps + 1));
        }
      }
    }
  }

  private static Map<String, String> content(EmbeddedStore<String> store, String prefix) {
    Map<String, String> content = new TreeMap<>();
    for (Entry<String> entry : store.snapshot().page(prefix, "", 0).entries()) {
      content.put(entry.key(), entry.value().substring(0, entry.value().indexOf('@')));
    }
    return content;
  }
}
