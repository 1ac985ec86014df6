package k4j.kubelet.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;
import k4j.kubelet.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodPhaseTest {

  private static JsonObject status(String name, String word) {
    String state =
        switch (word) {
          case "run" -> "{'state':{'running':{}},'started':true}";
          case "starting" -> "{'state':{'running':{}},'started':false}";
          case "ok" -> "{'state':{'terminated':{'exitCode':0}}}";
          case "bad" -> "{'state':{'terminated':{'exitCode':1}}}";
          case "again" -> "{'state':{'waiting':{}},'lastState':{'terminated':{'exitCode':1}}}";
          default -> "{'state':{'waiting':{}}}";
        };
    return Text.json(state).with("name", name);
  }

  private static String phase(String policy, String words, boolean terminal) {
    JsonObject pod =
        Text.pod("{'restartPolicy':'" + policy + "','containers':[{'name':'0'},{'name':'1'}]}");
    List<String> each = Stream.of(words.split(" ", -1)).toList();
    return PodPhase.of(
        pod, List.of(status("0", each.get(0)), status("1", each.get(1))), terminal, false);
  }

  @ParameterizedTest
  @CsvSource({
    "Always, run run, Running",
    "Always, run wait, Pending",
    "Always, run again, Running",
    "Always, ok ok, Running",
    "OnFailure, ok ok, Succeeded",
    "OnFailure, ok bad, Running",
    "Never, ok bad, Failed",
    "Never, ok run, Running",
    "Never, ok ok, Succeeded"
  })
  void containersDecide(String policy, String words, String expected) {
    assertThat(phase(policy, words, false)).isEqualTo(expected);
  }

  @Test
  void aPodThatWasStoppedForGoodEnds() {
    assertThat(phase("Always", "ok ok", true)).isEqualTo("Succeeded");
    assertThat(phase("Always", "ok bad", true)).isEqualTo("Failed");
  }

  @ParameterizedTest
  @CsvSource({
    "OnFailure, run, wait, Pending",
    "OnFailure, bad, wait, Pending",
    "Never, bad, wait, Failed",
    "Always, ok, run, Running"
  })
  void initContainersComeFirst(String policy, String init, String main, String expected) {
    JsonObject pod =
        Text.pod(
            "{'restartPolicy':'"
                + policy
                + "','initContainers':[{'name':'i'}],'containers':[{'name':'c'}]}");
    assertThat(PodPhase.of(pod, List.of(status("i", init), status("c", main)), false, false))
        .isEqualTo(expected);
  }
}
