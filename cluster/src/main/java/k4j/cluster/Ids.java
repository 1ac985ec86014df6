package k4j.cluster;

import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Makes random UUIDs (version 4).
final class Ids implements Supplier<String> {

  private final RandomGenerator random;

  Ids(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public String get() {
    long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }
}
