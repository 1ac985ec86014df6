package k4j.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import org.junit.jupiter.api.Test;

class MetricsApiTest {

  private static final String POD = "{container=\"c\",namespace=\"a\",pod=\"p\"} ";
  private static final String ROOT = "/apis/metrics.k8s.io/v1beta1";

  private final MetricsStore store = new MetricsStore(Duration.ofSeconds(15));
  private final MetricsApi api =
      new MetricsApi(
          store,
          new MetricsApi.ClusterObjects() {
            @Override
            public List<JsonObject> nodes() {
              return List.of(json("{'metadata':{'name':'n'}}"));
            }

            @Override
            public List<JsonObject> pods(String namespace) {
              return List.of(
                  json(
                      "{'metadata':{'name':'p','namespace':'a','labels':{'app':'x'}},"
                          + "'status':{'phase':'Running'}}"));
            }
          },
          () -> Instant.parse("2026-01-01T00:01:00.5Z"));

  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private void scrape(long second, double cpu, long start) {
    long millis = second * 1000;
    store.add(
        "n",
        Scrape.parse(
            """
            # TYPE container_cpu_usage_seconds_total counter
            container_cpu_usage_seconds_total%1$s%3$s %2$d
            container_memory_working_set_bytes%1$s2097152 %2$d
            container_start_time_seconds%1$s%4$d %2$d
            node_cpu_usage_seconds_total %3$s %2$d
            node_memory_working_set_bytes 4096 %2$d
            resource_scrape_error 0 %2$d
            """
                .formatted(POD, millis, cpu, start)));
  }

  @Test
  void usageIsTheDifferenceOfTwoSamples() {
    scrape(100, 10, 50);
    assertThat(api.get(ROOT + "/pods", "", false).array("items").size()).isZero();
    scrape(115, 13, 50);
    JsonObject pod = api.get(ROOT + "/namespaces/a/pods/p", "", false);
    assertThat(pod.array("containers").object(0).object("usage"))
        .isEqualTo(json("{'cpu':'200000000n','memory':'2Mi'}"));
    assertThat(pod.string("window")).isEqualTo("15s");
    assertThat(pod.string("timestamp")).isEqualTo("1970-01-01T00:01:55Z");
    assertThat(api.get(ROOT + "/nodes/n", "", false).object("usage").string("memory"))
        .isEqualTo("4Ki");
    assertThat(api.get(ROOT + "/pods", "app=y", false).array("items").size()).isZero();
    assertThat(api.get(ROOT + "/pods", "app=x", true).array("rows").object(0).array("cells"))
        .hasToString("[\"p\",\"200m\",\"2Mi\",\"15s\"]");
  }

  @Test
  void aContainerThatRestartedIsMeasuredFromItsStart() {
    scrape(100, 10, 50);
    scrape(115, 2, 104);
    JsonObject pod = api.get(ROOT + "/namespaces/a/pods/p", "", false);
    assertThat(pod.string("window")).isEqualTo("11s");
    scrape(130, 2, 129);
    assertThatThrownBy(() -> api.get(ROOT + "/namespaces/a/pods/p", "", false))
        .isInstanceOf(StatusException.class)
        .hasMessage("podmetrics.metrics.k8s.io \"a/p\" not found");
  }
}
