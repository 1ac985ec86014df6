package k4j.apiserver.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import k4j.apiserver.Api;
import k4j.testing.Eventually;
import org.junit.jupiter.api.Test;

class EventExpiryTest {

  private static final String EVENTS = "/api/v1/namespaces/default/events";

  private final Api api = new Api();

  private void event(String name, String lastTimestamp) {
    api.post(
        EVENTS,
        "{'metadata':{'name':'%s'},'involvedObject':{'name':'a'},'lastTimestamp':'%s'}"
            .formatted(name, lastTimestamp));
  }

  @Test
  void eventsGoAnHourAfterTheyWereLastHeardOf() {
    event("old", "2026-01-01T00:00:00Z");
    event("renewed", "2026-01-01T00:59:00Z");
    api.clock.advance(Duration.ofMinutes(59));
    assertThat(Api.names(api.get(EVENTS))).containsExactly("old", "renewed");
    api.clock.advance(Duration.ofMinutes(3));
    Eventually.await("the old event goes", () -> Api.names(api.get(EVENTS)).size() == 1);
    assertThat(Api.names(api.get(EVENTS))).containsExactly("renewed");
  }

  @Test
  void theSeriesCountsToo() {
    assertThat(
            EventAge.lastHeard(
                Api.json(
                    "{'eventTime':'2026-01-01T00:00:00.000000Z',"
                        + "'series':{'lastObservedTime':'2026-01-01T01:00:00.000000Z'}}")))
        .hasToString("Optional[2026-01-01T01:00:00Z]");
    assertThat(EventAge.lastHeard(Api.json("{}"))).isEmpty();
  }
}
