package k4j.apiserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Query;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {

  private final HealthEndpoint endpoint =
      new HealthEndpoint(
          List.of(
              HealthCheck.of("ping", () -> true),
              new HealthCheck("started", HealthCheck.Scope.READINESS, () -> false),
              new HealthCheck("loop", HealthCheck.Scope.LIFE, () -> true)));

  private String ask(String path, String... parameters) {
    Query query =
        parameters.length == 0
            ? Query.NONE
            : new Query(Map.of(parameters[0], List.of(parameters[1])));
    Call call = Call.of(User.of("a"), "GET", path, query, Headers.of(Map.of()), Body.NONE);
    Optional<Answer> answer = endpoint.answer(call);
    return answer
        .map(Answer.Raw.class::cast)
        .map(raw -> raw.code() + " " + new String(raw.body(), StandardCharsets.UTF_8))
        .orElse("none");
  }

  @Test
  void lifeNeedsLessThanReadiness() {
    assertThat(ask("/livez")).isEqualTo("200 ok");
    assertThat(ask("/livez", "verbose", ""))
        .isEqualTo("200 [+]ping ok\n[+]loop ok\nlivez check passed\n");
    assertThat(ask("/healthz", "verbose", ""))
        .isEqualTo("200 [+]ping ok\n[+]loop ok\nhealthz check passed\n");
    assertThat(ask("/readyz"))
        .isEqualTo("500 [+]ping ok\n[-]started failed: reason withheld\nreadyz check failed\n");
    assertThat(ask("/readyz", "exclude", "started")).isEqualTo("200 ok");
    assertThat(ask("/livez", "exclude", "nothing")).isEqualTo("200 ok");
    assertThat(ask("/readyz", "exclude", "nothing"))
        .contains(
            "warn: some health checks cannot be excluded: no matches for \"nothing\"\n"
                + "readyz check failed\n");
    assertThat(ask("/readyz/ping")).isEqualTo("200 ok");
    assertThat(ask("/readyz/started")).isEqualTo("500 internal server error: reason withheld\n");
    assertThat(ask("/readyz/nothing")).isEqualTo("none");
    assertThat(ask("/livez/started")).isEqualTo("none");
    assertThat(ask("/readyz/")).isEqualTo("none");
    assertThat(ask("/metrics")).isEqualTo("none");
  }

  @Test
  void componentsAreListed() {
    var api = new Api();
    assertThat(Api.names(api.get("/api/v1/componentstatuses"))).containsExactly("etcd-0");
    assertThat(api.get("/api/v1/componentstatuses/etcd-0").array("conditions").object(0))
        .isEqualTo(Api.json("{'type':'Healthy','status':'True','message':'ok'}"));
  }
}
