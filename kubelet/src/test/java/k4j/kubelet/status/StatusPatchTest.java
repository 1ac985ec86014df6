package k4j.kubelet.status;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.json.JsonObject;
import k4j.kubelet.Text;
import org.junit.jupiter.api.Test;

class StatusPatchTest {

  private static final JsonObject OLD =
      Text.json(
          """
          {'phase':'Running','podIPs':[{'ip':'10.0.0.1'}],
           'conditions':[{'type':'Ready','status':'True'},{'type':'mine','status':'True'}]}\
          """);

  @Test
  void foreignConditionsAreLeftAloneAndOldAddressesGo() {
    JsonObject wanted =
        Text.json(
            """
            {'phase':'Running','podIPs':[{'ip':'10.0.0.2'}],
             'conditions':[{'type':'mine','status':'True'},
                {'type':'Ready','status':'False','reason':'R'}]}\
            """);
    JsonObject pod = Text.pod("{}").with("status", OLD);
    assertThat(StatusPatch.of(pod, wanted).object("status"))
        .isEqualTo(
            Text.json(
                """
                {'phase':'Running','reason':null,'message':null,'podIP':null,'hostIP':null,
                 'containerStatuses':null,'initContainerStatuses':null,
                 'ephemeralContainerStatuses':null,'hostIPs':[],
                 'podIPs':[{'ip':'10.0.0.2'},{'ip':'10.0.0.1','$patch':'delete'}],
                 'conditions':[{'type':'Ready','status':'False','reason':'R','message':null}]}\
                """));
  }

  @Test
  void theEndIsHeldBackWhileSomethingMayRun() {
    JsonObject ended = Text.json("{'phase':'Failed','reason':'Evicted'}");
    assertThat(StatusPatch.merge(OLD, ended, true).string("phase")).isEqualTo("Running");
    assertThat(StatusPatch.merge(OLD, ended, true).has("reason")).isFalse();
    assertThat(StatusPatch.merge(OLD, ended, false)).isEqualTo(ended);
  }

  @Test
  void nullsAndTheOrderOfConditionsAreNoChange() {
    JsonObject same =
        Text.json(
            """
            {'phase':'Running','podIPs':[{'ip':'10.0.0.1'}],
             'conditions':[{'type':'other','status':'False'},
                {'type':'Ready','status':'True','lastProbeTime':null}]}\
            """);
    assertThat(StatusPatch.isNoChange(OLD, same)).isTrue();
    assertThat(StatusPatch.isNoChange(OLD, same.with("phase", "Failed"))).isFalse();
  }
}
