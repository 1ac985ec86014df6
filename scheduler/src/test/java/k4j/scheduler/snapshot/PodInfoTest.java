package k4j.scheduler.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodInfoTest {

  @ParameterizedTest
  @CsvSource({
    "100m, 100m, 100m, '', 100",
    "300m, 100m, 100m, Deferred, 300",
    "300m, 200m, 100m, '', 300",
    "100m, 100m, 300m, '', 300",
    "300m, 200m, 100m, Infeasible, 200",
  })
  void aResizeCountsAsTheMostOfItsAmounts(
      String wanted, String given, String actual, String reason, long milliCpu) {
    String json =
        """
        {"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"%s"}}}]},
         "status":{"containerStatuses":[{"name":"c","allocatedResources":{"cpu":"%s"},
             "resources":{"requests":{"cpu":"%s"}}}],
           "conditions":[{"type":"PodResizePending","reason":"%s"}]}}\
        """
            .formatted(wanted, given, actual, reason);
    Pod pod = new Pod(JsonParser.parseObject(json.getBytes(StandardCharsets.UTF_8)));
    assertThat(PodInfo.of(pod).requests().milliCpu()).isEqualTo(milliCpu);
  }
}
