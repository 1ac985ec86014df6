package k4j.api.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import k4j.api.json.JsonParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodResourcesTest {

  @ParameterizedTest
  @CsvSource({
    "requests, 300m, 100m, 100m, Deferred, 300",
    "requests, 100m, 100m, 300m, '', 300",
    "requests, 300m, 200m, 100m, Infeasible, 200",
    "limits, 300m, 100m, 100m, Deferred, 300",
    "limits, 100m, 300m, 200m, '', 200",
  })
  void aResizeCountsAsTheMostOfItsAmounts(
      String side, String wanted, String given, String actual, String reason, long milliCpu) {
    String json =
        """
        {"spec":{"containers":[{"name":"c","resources":{"%1$s":{"cpu":"%2$s"}}}]},
         "status":{"containerStatuses":[{"name":"c","allocatedResources":{"cpu":"%3$s"},
             "resources":{"%1$s":{"cpu":"%4$s"}}}],
           "conditions":[{"type":"PodResizePending","reason":"%5$s"}]}}\
        """
            .formatted(side, wanted, given, actual, reason);
    var pod = JsonParser.parseObject(json.getBytes(StandardCharsets.UTF_8));
    assertThat(PodResources.of(pod, side).get("cpu").milliValue()).isEqualTo(milliCpu);
  }
}
