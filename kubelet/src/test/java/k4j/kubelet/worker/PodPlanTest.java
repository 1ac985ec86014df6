package k4j.kubelet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.cri.container.ContainerMetadata;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.ContainerUser;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.image.ImageSpec;
import k4j.cri.sandbox.NamespaceOption;
import k4j.cri.sandbox.PodSandboxMetadata;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.sandbox.PodSandboxStatus;
import k4j.kubelet.Text;
import k4j.kubelet.pod.RuntimePod;
import k4j.kubelet.status.ProbeVerdicts;
import org.junit.jupiter.api.Test;

class PodPlanTest {

  private static final Instant NOW = Instant.EPOCH;
  private static final JsonObject TWO_INIT =
      Text.pod(
          """
          {'restartPolicy':'Always','initContainers':[{'name':'i1'},
             {'name':'side','restartPolicy':'Always'},{'name':'i2'}],
           'containers':[{'name':'a'},{'name':'b'}]}\
          """);

  private PodSandboxState sandbox = PodSandboxState.SANDBOX_READY;
  private String dead = "";

  /// `name:run`, `name:0` (its exit code).
  private RuntimePod runtime(String... containers) {
    List<ContainerStatus> all = new ArrayList<>();
    for (String each : containers) {
      String[] parts = each.split(":", -1);
      boolean runs = parts[1].equals("run");
      all.add(
          new ContainerStatus(
              parts[0],
              "s",
              new ContainerMetadata(parts[0], 0),
              runs ? ContainerState.CONTAINER_RUNNING : ContainerState.CONTAINER_EXITED,
              NOW,
              Optional.of(NOW),
              Optional.empty(),
              runs ? 0 : Integer.parseInt(parts[1]),
              ImageSpec.of("i"),
              "",
              "",
              "",
              "",
              Map.of(),
              Map.of(),
              List.of(),
              "",
              LinuxContainerResources.NONE,
              ContainerUser.ROOT,
              ""));
    }
    PodSandboxStatus box =
        new PodSandboxStatus(
            "s",
            new PodSandboxMetadata("p", "u", "default", 0),
            sandbox,
            NOW,
            List.of("10.0.0.1"),
            NamespaceOption.DEFAULT,
            Map.of(),
            Map.of(),
            "");
    return new RuntimePod(List.of(box), all);
  }

  private PodActions plan(JsonObject pod, RuntimePod runtime) {
    return PodPlan.decide(
        pod,
        runtime,
        new ProbeVerdicts() {
          @Override
          public Optional<Boolean> live(String containerId) {
            return Optional.of(!containerId.equals(dead));
          }

          @Override
          public Optional<Boolean> started(String containerId) {
            return Optional.empty();
          }
        },
        Optional.empty());
  }

  private static List<String> names(List<JsonObject> containers) {
    return containers.stream().map(c -> c.string("name")).toList();
  }

  @Test
  void aNewPodBeginsWithItsSandboxAndFirstInitContainer() {
    PodActions actions = plan(TWO_INIT, RuntimePod.NONE);
    assertThat(actions.createSandbox()).isTrue();
    assertThat(names(actions.startInit())).containsExactly("i1");
    assertThat(actions.start()).isEmpty();
  }

  @Test
  void initContainersFollowOneAnother() {
    assertThat(names(plan(TWO_INIT, runtime()).startInit())).containsExactly("i1");
    assertThat(names(plan(TWO_INIT, runtime("i1:run")).startInit())).isEmpty();
    assertThat(names(plan(TWO_INIT, runtime("i1:0")).startInit())).containsExactly("side");
    assertThat(names(plan(TWO_INIT, runtime("i1:1")).startInit())).containsExactly("i1");
    assertThat(names(plan(TWO_INIT, runtime("i1:0", "side:run")).startInit()))
        .containsExactly("i2");
    PodActions all = plan(TWO_INIT, runtime("i1:0", "side:run", "i2:0"));
    assertThat(names(all.startInit())).isEmpty();
    assertThat(names(all.start())).containsExactly("a", "b");
  }

  @Test
  void aSidecarThatEndedRunsAgainBesideTheRest() {
    PodActions actions = plan(TWO_INIT, runtime("side:1", "a:run", "b:run"));
    assertThat(names(actions.startInit())).containsExactly("side");
    assertThat(actions.killPod()).isFalse();
  }

  @Test
  void aFailedInitContainerFailsAPodThatNeverRestarts() {
    JsonObject pod =
        Text.pod(
            "{'restartPolicy':'Never','initContainers':[{'name':'i'}],"
                + "'containers':[{'name':'a'}]}");
    assertThat(plan(pod, runtime("i:1")).killPod()).isTrue();
  }

  @Test
  void whatEndedIsRestartedAsThePolicySays() {
    String spec = "{'restartPolicy':'%s','containers':[{'name':'a'},{'name':'b'}]}";
    JsonObject onFailure = Text.pod(spec.formatted("OnFailure"));
    assertThat(names(plan(onFailure, runtime("a:0", "b:1")).start())).containsExactly("b");
    assertThat(plan(onFailure, runtime("a:0", "b:0")).killPod()).isTrue();
    JsonObject never = Text.pod(spec.formatted("Never"));
    assertThat(plan(never, runtime("a:1", "b:run")).start()).isEmpty();
    assertThat(plan(never, runtime("a:1", "b:run")).killPod()).isFalse();
  }

  @Test
  void aContainerThatIsNotAliveIsKilledAndStarted() {
    dead = "a";
    JsonObject pod =
        Text.pod("{'restartPolicy':'Always','containers':[{'name':'a'},{'name':'b'}]}");
    PodActions actions = plan(pod, runtime("a:run", "b:run"));
    assertThat(actions.kill())
        .extracting(PodActions.Kill::message)
        .containsExactly("Container a failed liveness probe, will be restarted");
    assertThat(names(actions.start())).containsExactly("a");
  }

  @Test
  void aLostSandboxIsMadeAnewUnlessAllIsDone() {
    sandbox = PodSandboxState.SANDBOX_NOTREADY;
    JsonObject always = Text.pod("{'restartPolicy':'Always','containers':[{'name':'a'}]}");
    PodActions again = plan(always, runtime("a:0"));
    assertThat(again.createSandbox()).isTrue();
    assertThat(again.attempt()).isEqualTo(1);
    JsonObject never = Text.pod("{'restartPolicy':'Never','containers':[{'name':'a'}]}");
    assertThat(plan(never, runtime("a:0")).createSandbox()).isFalse();
  }
}
