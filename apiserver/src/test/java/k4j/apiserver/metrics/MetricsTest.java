package k4j.apiserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import k4j.api.transport.EventStream;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Query;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private final Api api = new Api();

  private String scrape(String path) {
    Call call =
        Call.of(
            User.of("admin", User.MASTERS),
            "GET",
            path,
            Query.NONE,
            Headers.of(Map.of()),
            Body.NONE);
    var raw = (Answer.Raw) api.server.pipeline().handle(call);
    assertThat(raw.contentType()).startsWith("text/plain; version=0.0.4");
    return new String(raw.body(), StandardCharsets.UTF_8);
  }

  @Test
  void requestsAreCountedByWhatTheyAskAndHowTheyEnd() {
    api.configMap("a");
    api.get(Api.CONFIGMAPS);
    Api.failure(() -> api.get(Api.CONFIGMAPS + "/nothing"));
    Api.failure(() -> api.get("/api/v1/namespaces/default/made-up"));
    String labels = "component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\",";
    String text = scrape("/metrics");
    assertThat(text)
        .contains("# TYPE apiserver_request_total counter\n")
        .contains(
            "apiserver_request_total{code=\"201\","
                + labels
                + "scope=\"resource\",subresource=\"\",verb=\"POST\",version=\"v1\"} 1\n")
        .containsPattern("_total\\{code=\"200\".*verb=\"LIST\",version=\"v1\"} 1\n")
        .containsPattern("_total\\{code=\"404\".*verb=\"GET\",version=\"v1\"} 1\n")
        .contains("apiserver_request_duration_seconds_bucket{" + labels)
        .contains("le=\"+Inf\"} 1\n")
        .contains("apiserver_storage_objects{resource=\"configmaps\"} 1\n")
        .contains(
            "apiserver_flowcontrol_dispatched_requests_total{flow_schema=\"exempt\",priority_level=\"exempt\"}")
        .contains("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"catch-all\"} 600\n")
        .contains("apiserver_current_inflight_requests{request_kind=\"mutating\"} 0\n")
        .contains("process_start_time_seconds ")
        .doesNotContain("made-up");
    assertThat(text.lines().filter(line -> !line.startsWith("#")))
        .allMatch(line -> line.matches("[a-z_]+(\\{[^}]*})? [-+0-9.e]+"));
  }

  @Test
  void watchesAreCountedWhileTheyRun() {
    try (EventStream watch = api.watch(Api.CONFIGMAPS)) {
      api.configMap("a");
      watch.next();
      assertThat(scrape("/metrics"))
          .containsPattern("apiserver_longrunning_requests\\{.*verb=\"WATCH\".*} 1\n")
          .contains(
              "apiserver_watch_events_total{group=\"\",resource=\"configmaps\",version=\"v1\"}"
                  + " 1\n");
    }
    assertThat(scrape("/metrics"))
        .containsPattern("apiserver_longrunning_requests\\{.*verb=\"WATCH\".*} 0\n");
  }

  @Test
  void checksAreIndicators() {
    assertThat(scrape("/metrics/slis"))
        .contains("kubernetes_healthcheck{name=\"etcd\",type=\"readyz\"} 1\n");
  }
}
