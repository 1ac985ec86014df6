package k4j.bench.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;

/// Seeded choices.
record Chance(RandomGenerator random) {

  boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  String of(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
