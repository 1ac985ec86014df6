package k4j.apiserver.write;

import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import k4j.api.json.JsonObject;
import k4j.api.meta.Names;
import k4j.api.meta.Times;

/// Gives new objects their name, uid and time of creation.
public final class Identities {

  private final InstantSource clock;
  private final RandomGenerator random;

  /// @param seeds begins a generator that is fast, for names need not be secret
  public Identities(InstantSource clock, RandomGenerator seeds) {
    this.clock = clock;
    random = new SplittableRandom(seeds.nextLong());
  }

  JsonObject identified(JsonObject object) {
    JsonObject metadata = Metadata.of(object);
    if (metadata.string("name").isEmpty() && !metadata.string("generateName").isEmpty()) {
      metadata = metadata.with("name", name(metadata.string("generateName")));
    }
    metadata = metadata.with("uid", uid()).with("creationTimestamp", Times.format(clock.instant()));
    return object.with("metadata", metadata);
  }

  private String name(String start) {
    synchronized (random) {
      return Names.generate(start, random);
    }
  }

  /// A random UUID, as RFC 4122 has it.
  public String uid() {
    long high;
    long low;
    synchronized (random) {
      high = random.nextLong();
      low = random.nextLong();
    }
    high = (high & 0xffff_ffff_ffff_0fffL) | 0x4000L;
    low = (low & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }
}
