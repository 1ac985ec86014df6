package k4j.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import k4j.api.json.JsonObject;
import k4j.client.event.EventCorrelator.Decision;
import k4j.client.event.EventCorrelator.Seen;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;

class EventCorrelatorTest {

  private static final Instant NOW = MovableClock.START;
  private final EventCorrelator correlator = new EventCorrelator();

  private static Note note(String message) {
    JsonObject about =
        JsonObject.builder().put("kind", "Pod").put("name", "web").put("uid", "1").build();
    return new Note(about, "Warning", "Failed", "", message);
  }

  private Decision observe(String message, Instant at) {
    Decision decision = correlator.observe(note(message), at);
    if (decision instanceof Decision.Create(Note shown, String key)) {
      correlator.written(key, new Seen(shown.message(), at, 1));
    }
    return decision;
  }

  @Test
  void theSameEventAgainIsCounted() {
    assertThat(observe("a", NOW)).isInstanceOf(Decision.Create.class);
    assertThat(observe("b", NOW)).isInstanceOf(Decision.Create.class);
    assertThat(observe("a", NOW))
        .isInstanceOfSatisfying(
            Decision.CountUp.class, up -> assertThat(up.seen().name()).isEqualTo("a"));
  }

  @Test
  void manySimilarEventsAreCombined() {
    for (int i = 0; i < 9; i++) {
      assertThat(observe("message " + i, NOW)).isInstanceOf(Decision.Create.class);
    }
    assertThat(observe("message 9", NOW))
        .isInstanceOfSatisfying(
            Decision.Create.class,
            create ->
                assertThat(create.note().message())
                    .isEqualTo("(combined from similar events): message 9"));
    assertThat(observe("message 10", NOW)).isInstanceOf(Decision.CountUp.class);
  }

  @Test
  void similarEventsLongAgoDoNotCount() {
    for (int i = 0; i < 9; i++) {
      observe("message " + i, NOW);
    }
    assertThat(observe("message 9", NOW.plus(Duration.ofMinutes(11))))
        .isInstanceOfSatisfying(
            Decision.Create.class,
            create -> assertThat(create.note().message()).isEqualTo("message 9"));
  }

  @Test
  void anObjectThatFloodsIsCutOff() {
    for (int i = 0; i < 25; i++) {
      assertThat(observe("a", NOW)).isNotInstanceOf(Decision.Drop.class);
    }
    assertThat(observe("a", NOW)).isInstanceOf(Decision.Drop.class);
    assertThat(observe("a", NOW.plus(Duration.ofMinutes(5)))).isInstanceOf(Decision.CountUp.class);
    assertThat(observe("a", NOW.plus(Duration.ofMinutes(5)))).isInstanceOf(Decision.Drop.class);
  }
}
