package k4j.controllers.podautoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pods are written `figure`, `request/figure` or `request/figure:state`, the state `up` (for
/// long), `hot` (up just now), `cold` (not ready since its start), `down` (not ready any more),
/// `pending`, `failed` or `going`; `-` in place of a figure is none. A pod asks for 1000 unless it
/// says so.
class ReplicaCalculatorTest {

  private static final Instant NOW = MovableClock.START;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final List<Pod> pods = new ArrayList<>();
  private final Map<String, Figure> figures = new HashMap<>();

  private void read(String text) {
    int number = 0;
    for (String word : text.split(" ")) {
      String[] parts = word.split(":");
      String state = parts.length > 1 ? parts[1] : "up";
      int slash = parts[0].indexOf('/');
      String request = slash < 0 ? "1000" : parts[0].substring(0, slash);
      String figure = parts[0].substring(slash + 1);
      String name = "pod-" + number++;
      if (!state.equals("unknown")) {
        pods.add(pod(name, request, state));
      }
      if (!figure.equals("-")) {
        figures.put(name, new Figure(NOW, MINUTE, Long.parseLong(figure)));
      }
    }
  }

  private static Pod pod(String name, String request, String state) {
    Instant start = state.equals("hot") ? NOW.minusSeconds(10) : NOW.minusSeconds(3600);
    Instant since =
        switch (state) {
          case "hot" -> NOW.minusSeconds(5);
          case "down" -> NOW.minusSeconds(60);
          default -> start;
        };
    String phase =
        switch (state) {
          case "pending" -> "Pending";
          case "failed" -> "Failed";
          default -> "Running";
        };
    boolean ready = state.equals("up") || state.equals("hot") || state.equals("going");
    JsonObject pod =
        (JsonObject)
            JsonParser.parse(
                """
                {"metadata": {"name": "%s"},
                 "spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "%sm",
                   "memory": "%2$sm"}}}]},
                 "status": {"phase": "%s", "startTime": "%s", "conditions": [{"type": "Ready",
                   "status": "%s", "lastTransitionTime": "%s"}]}}
                """
                    .formatted(name, request, phase, start, ready ? "True" : "False", since));
    return new Pod(
        state.equals("going")
            ? pod.withAt(Json.of(NOW.toString()), "metadata", "deletionTimestamp")
            : pod);
  }

  private ReplicaCalculator calculator(Tolerances tolerances) {
    return new ReplicaCalculator(pods, tolerances, AutoscalerTiming.USUAL, NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scales up               | 3 | 30  | 300 500 700                      | 5  | 50  | 500
          less while one starts   | 3 | 30  | 300:cold 500 700                 | 4  | 60  | 600
          less while one is hot   | 3 | 30  | 300:hot 500 700                  | 4  | 60  | 600
          not while most start    | 3 | 30  | 400 500:cold 700:cold            | 3  | 40  | 400
          not while most are hot  | 3 | 30  | 400 500:hot 700:hot              | 3  | 40  | 400
          one that was up counts  | 2 | 50  | 1000 0:down                      | 2  | 50  | 500
          failed ones do not      | 2 | 30  | 500 700 -:failed -:failed        | 4  | 60  | 600
          nor do those that go    | 2 | 30  | 500 700 900:going 900:going      | 4  | 60  | 600
          scales down             | 5 | 50  | 100 300 500 250 250              | 3  | 28  | 280
          down without starting   | 5 | 50  | 100 300 500 250:cold 250:cold    | 2  | 30  | 300
          down without pending    | 5 | 50  | 100 -:pending -:pending -:pending -:pending | 1 | 10 | 100
          down without hot        | 5 | 50  | 100 300 500 250:hot 250:hot      | 2  | 30  | 300
          down without failed     | 5 | 50  | 100 300 500 250 250 -:failed -:failed | 3 | 28 | 280
          within tolerance        | 3 | 100 | 900/1010 1000/1030 1100/1020     | 3  | 102 | 1020
          more figures than pods  | 4 | 100 | 4000 9500 3000 7000 3200:unknown 2000:unknown | 24 | 587 | 5875
          down with missing       | 4 | 100 | 400 95 - -                       | 3  | 24  | 247
          missing, on target      | 2 | 100 | 1000 -                           | 2  | 100 | 1000
          missing, above          | 2 | 100 | 1900 -                           | 2  | 190 | 1900
          missing, below          | 2 | 100 | 600 -                            | 2  | 60  | 600
          missing and starting    | 3 | 50  | 100:cold 450 -                   | 3  | 45  | 450
          missing and hot         | 3 | 50  | 100:hot 450 -                    | 3  | 45  | 450
          missing, starting, high | 3 | 50  | 100:cold 2000 -                  | 4  | 200 | 2000
          missing, starting, low  | 4 | 50  | 100:cold 100 100 -               | 3  | 10  | 100
          missing, target over 100| 4 | 300 | 1000/200:cold 1000/100 2000/100 2000/- | 2 | 6 | 100
          a surge at the target   | 2 | 50  | 100 100 -                        | 2  | 10  | 100
          """)
  void reckonsByUtilization(
      String what, int current, int target, String words, int replicas, int percent, long usage) {
    read(words);
    var proposal = calculator(Tolerances.USUAL).utilization(current, target, "cpu", "", figures);
    assertThat(proposal).isEqualTo(new ReplicaCalculator.Proposal(replicas, usage, percent));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scales up              | 3 | 15000 | 20000 10000 30000            | 4 | 20000
          hot pods count         | 3 | 15000 | 50000 10000 30000:hot        | 6 | 30000
          starting pods as well  | 3 | 15000 | 50000:cold 15000 30000:cold  | 7 | 31666
          scales down            | 5 | 20000 | 12000 12000 12000 12000 12000| 3 | 12000
          within tolerance       | 3 | 20000 | 20000 21000 21000            | 3 | 20666
          missing, on target     | 5 | 20000 | 20000 19000 21000 - -        | 5 | 20000
          a surge at the target  | 2 | 17000 | 10000 10000 -                | 2 | 10000
          """)
  void reckonsByAverage(
      String what, int current, long target, String words, int replicas, long usage) {
    read(words);
    var proposal = calculator(Tolerances.USUAL).average(current, target, "", figures);
    assertThat(proposal).isEqualTo(new ReplicaCalculator.Proposal(replicas, usage, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scales up           | 3 | 15000 | 20000               | - - -           | 4          | 20000
          only ready pods     | 3 | 10000 | 50000               | -:cold - -:cold | 5          | 50000
          scales down         | 5 | 20000 | 12000               | - - - - -       | 3          | 12000
          within tolerance    | 3 | 20000 | 20666               | - - -           | 3          | 20666
          outer, unready      | 3 | 4400  | 8600                | -:cold - -:cold | 2          | 8600
          outer, tolerated    | 3 | 8888  | 8600                | - - -           | 3          | 8600
          from nothing        | 0 | 4000  | 8600                | -               | 3          | 8600
          too many to count   | 3 | 1     | 9223372036854775807 | - - -           | 2147483647 | 9223372036854775807
          """)
  void reckonsByTotal(
      String what, int current, long target, long usage, String words, int replicas, long shown) {
    read(words);
    var proposal = calculator(Tolerances.USUAL).total(current, target, usage);
    assertThat(proposal).isEqualTo(new ReplicaCalculator.Proposal(replicas, shown, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 5000, 20000, 4, 6667",
    "5, 2000, 6000, 3, 1200",
    "4, 5000, 20166, 4, 5042",
    "3, 2150, 8600, 4, 2867",
    "3, 2900, 8600, 3, 2867",
    "1, 1, 9223372036854775807, 2147483647, 9223372036854775807",
    "1, 9223372036854775807, 9223372036854775807, 1, 9223372036854775807"
  })
  void reckonsPerPod(int current, long target, long usage, int replicas, long shown) {
    var proposal = calculator(Tolerances.USUAL).perPod(current, target, usage);
    assertThat(proposal).isEqualTo(new ReplicaCalculator.Proposal(replicas, shown, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0, 900/909 1000/1010 1100/1111, 4",
    "0.1, 2.0, 900/1890 1000/1910 1100/1900, 3",
    "2.0, 0.08, 900/1100 1000/1080 1100/1090, 4",
    "0.36, 0.1, 900/660 1000/640 1100/650, 3",
    "0.34, 0.1, 900/660 1000/640 1100/650, 2"
  })
  void toleratesAsMuchAsItIsTold(double down, double up, String words, int replicas) {
    read(words);
    var proposal = calculator(new Tolerances(down, up)).utilization(3, 100, "cpu", "", figures);
    assertThat(proposal.replicas()).isEqualTo(replicas);
  }

  @Test
  void saysWhatIsMissing() {
    var calculator = calculator(Tolerances.USUAL);
    assertThatThrownBy(() -> calculator.utilization(1, 50, "cpu", "", figures))
        .hasMessage("no pods returned by selector while calculating replica count");
    read("100:cold -");
    assertThatThrownBy(() -> calculator.utilization(2, 50, "cpu", "", figures))
        .hasMessage("did not receive metrics for targeted pods (pods might be unready)");
    figures.put("stranger", new Figure(NOW, MINUTE, 5));
    assertThatThrownBy(() -> calculator.utilization(2, 50, "cpu", "", figures))
        .hasMessage("no metrics returned matched known pods");
    assertThatThrownBy(() -> calculator.utilization(2, 50, "cpu", "other", figures))
        .hasMessage("container other not found in Pod pod-0");
    assertThatThrownBy(() -> calculator.utilization(2, 50, "storage", "", figures))
        .hasMessage("missing request for storage in container c of Pod pod-0");
  }

  @Test
  void asksForWhatSidecarsAndWholePodsAskFor() {
    Pod pod =
        new Pod(
            (JsonObject)
                JsonParser.parse(
                    """
                    {"metadata": {"name": "p"}, "spec": {
                      "initContainers": [
                        {"name": "once", "resources": {"requests": {"cpu": "9"}}},
                        {"name": "side", "restartPolicy": "Always",
                         "resources": {"requests": {"cpu": "200m"}}}],
                      "containers": [{"name": "c", "resources": {"requests": {"cpu": "1"}}}]}}
                    """));
    assertThat(PodRequests.of(List.of(pod), "", "cpu")).containsEntry("p", 1200L);
    assertThat(PodRequests.of(List.of(pod), "side", "cpu")).containsEntry("p", 200L);
    Pod whole =
        new Pod(
            pod.json()
                .withAt(JsonParser.parse("{\"requests\": {\"cpu\": \"3\"}}"), "spec", "resources"));
    assertThat(PodRequests.of(List.of(whole), "", "cpu")).containsEntry("p", 3000L);
    assertThat(PodRequests.of(List.of(whole), "c", "cpu")).containsEntry("p", 1000L);
  }
}
