package k4j.apiserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;

class LegacyTokenTrackingTest {

  private static final String MAP =
      "/api/v1/namespaces/kube-system/configmaps/kube-apiserver-legacy-service-account-token-tracking";

  private final Api api = new Api();

  private String since() {
    return api.get(MAP).object("data").string("since");
  }

  private String today() {
    return LocalDate.ofInstant(api.clock.instant(), ZoneOffset.UTC).toString();
  }

  @Test
  void theMapIsThereAndSaysADate() {
    api.post("/api/v1/namespaces", "{'metadata':{'name':'kube-system'}}");
    try (var tracking =
        LegacyTokenTracking.start(api.server.reader(), api.transport, api.clock, api.clock)) {
      assertThat(tracking).isNotNull();
      String first = today();
      assertThat(since()).isEqualTo(first);
      api.clock.advance(Duration.ofDays(3));
      assertThat(since()).as("stays").isEqualTo(first);
      api.put(MAP, api.get(MAP).with("data", Api.json("{'since':'yesterday','more':'kept'}")));
      api.clock.advance(Duration.ofSeconds(10));
      assertThat(since()).isEqualTo(today());
      assertThat(api.get(MAP).object("data").string("more")).isEqualTo("kept");
      api.delete(MAP);
      api.clock.advance(Duration.ofSeconds(10));
      assertThat(since()).isEqualTo(today());
      api.delete(MAP);
      api.clock.advance(Duration.ofMinutes(29));
      assertThat(Api.failureText(() -> api.get(MAP))).startsWith("404");
      api.clock.advance(Duration.ofMinutes(2));
      assertThat(since()).isEqualTo(today());
    }
  }
}
