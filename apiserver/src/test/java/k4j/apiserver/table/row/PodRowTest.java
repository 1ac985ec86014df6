package k4j.apiserver.table.row;

import static k4j.apiserver.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import k4j.api.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodRowTest {

  private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
  private static final String RUNNING = "'state':{'running':{}},'ready':true";

  private static JsonObject pod(String metadata, String spec, String status) {
    return json(
        "{'metadata':{'name':'p'%s},'spec':{'containers':[{'name':'a'},{'name':'b'}]%s},'status':{%s}}"
            .formatted(metadata, spec, status));
  }

  private static String shown(JsonObject pod) {
    var row = new Row(pod, NOW);
    PodRow.print(pod, row);
    return String.join(" | ", row.cells().strings().subList(1, 4));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'phase':'Pending' ; 0/2 | Pending | 0",
        "'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False',"
            + "'reason':'SchedulingGated'}] ; 0/2 | SchedulingGated | 0",
        "'phase':'Running','containerStatuses':[{RUNNING},{RUNNING}] ; 2/2 | Running | 0",
        "'phase':'Running','containerStatuses':[{'state':{'waiting':{'reason':"
            + "'CrashLoopBackOff'}},'restartCount':5,'lastState':{'terminated':{'finishedAt':"
            + "'2026-01-02T11:59:00Z'}}},{RUNNING}] ; 1/2 | CrashLoopBackOff | 5 (60s ago)",
        "'phase':'Pending','containerStatuses':[{'state':{'waiting':{'reason':"
            + "'ContainerCreating'}}}] ; 0/2 | ContainerCreating | 0",
        "'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'reason':'Completed',"
            + "'exitCode':0}}}] ; 0/2 | Completed | 0",
        "'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':3}}}] ;"
            + " 0/2 | ExitCode:3 | 0",
        "'phase':'Failed','containerStatuses':[{'state':{'terminated':{'signal':9}}}] ;"
            + " 0/2 | Signal:9 | 0",
        "'phase':'Running','containerStatuses':[{'state':{'terminated':{'reason':'Completed',"
            + "'exitCode':0}}},{RUNNING}] ; 1/2 | NotReady | 0",
        "'phase':'Running','conditions':[{'type':'Ready','status':'True'}],'containerStatuses':["
            + "{'state':{'terminated':{'reason':'Completed','exitCode':0}}},{RUNNING}] ;"
            + " 1/2 | Running | 0",
        "'phase':'Failed','reason':'Evicted' ; 0/2 | Evicted | 0",
        "'phase':'Pending','initContainerStatuses':[{'state':{'running':{}}}] ;"
            + " 0/2 | Init:0/0 | 0",
        "'phase':'Pending','initContainerStatuses':[{'state':{'terminated':{'exitCode':0}}},"
            + "{'state':{'terminated':{'exitCode':2,'reason':'Error'}},'restartCount':1}] ;"
            + " 0/2 | Init:Error | 1",
        "'phase':'Pending','initContainerStatuses':[{'state':{'waiting':{'reason':"
            + "'ImagePullBackOff'}}}] ; 0/2 | Init:ImagePullBackOff | 0"
      })
  void showsHowAPodIs(String status, String expected) {
    assertThat(shown(pod("", "", status.replace("RUNNING", RUNNING)))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"Running,,Terminating", "Succeeded,,Succeeded", "Running,NodeLost,Unknown"})
  void showsThatAPodIsGoing(String phase, String reason, String expected) {
    String why = reason == null ? "" : ",'reason':'" + reason + "'";
    JsonObject pod =
        pod(",'deletionTimestamp':'2026-01-02T12:00:00Z'", "", "'phase':'" + phase + "'" + why);
    assertThat(shown(pod)).isEqualTo("0/2 | " + expected + " | 0");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"true,1/3", "false,0/3"})
  void countsInitContainersThatGoOn(boolean ready, String expected) {
    JsonObject pod =
        pod(
            "",
            ",'initContainers':[{'name':'i','restartPolicy':'Always'}]",
            "'phase':'Running','initContainerStatuses':[{'name':'i','started':true,'ready':%s,"
                    .formatted(ready)
                + "'state':{'running':{}}}]");
    assertThat(shown(pod)).isEqualTo(expected + " | Running | 0");
  }
}
