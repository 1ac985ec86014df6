package k4j.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff = Backoff.crashLoop();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void waitsDoubleUpToFiveMinutes() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Duration wait = backoff.remaining("key", now, now);
      waits.add(wait.toSeconds());
      Instant exit = now;
      now = now.plus(wait);
      backoff.failed("key", exit, now);
    }
    assertThat(waits).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
  }

  @Test
  void aLongLifeIsForgiven() {
    backoff.failed("key", now, now);
    backoff.failed("key", now, now);
    now = now.plusSeconds(601);
    assertThat(backoff.remaining("key", now, now)).isZero();
    backoff.failed("key", now, now);
    assertThat(backoff.delay("key")).isEqualTo(Duration.ofSeconds(10));
  }
}
