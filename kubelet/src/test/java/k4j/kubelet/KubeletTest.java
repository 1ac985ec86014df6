package k4j.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import k4j.api.json.JsonObject;
import k4j.api.meta.SystemEdge;
import k4j.client.Patch;
import k4j.client.Unstructured;
import k4j.cri.container.ContainerState;
import k4j.kubelet.config.StaticPod;
import k4j.kubelet.pod.Pods;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SystemEdge
class KubeletTest {

  private static final String ONE = "{'containers':[{'name':'c','image':'busybox:1'}]}";

  @TempDir Path directory;
  private FakeRuntime runtime;
  private Node node;

  @BeforeEach
  void startNode() {
    runtime = new FakeRuntime(InstantSource.system());
    node = Node.fake(directory, runtime);
  }

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void theNodeRegistersAndIsReady() {
    JsonObject known =
        Eventually.value(
                () -> node.client.on(Pods.NODE).find(Node.NAME),
                n -> n.isPresent() && Node.condition(n.get().json(), "Ready").equals("True"))
            .get()
            .json();
    assertThat(known.object("status").object("nodeInfo").string("kubeletVersion"))
        .isEqualTo("v1.36.2");
    assertThat(known.object("metadata").object("labels").string("kubernetes.io/hostname"))
        .isEqualTo(Node.NAME);
    assertThat(known.object("status").object("capacity").string("pods")).isEqualTo("110");
    Eventually.value(
        () -> node.client.in(Pods.LEASE, "kube-node-lease").find(Node.NAME),
        lease -> lease.isPresent());
    node.awaitEvent(Node.NAME, "NodeReady: Node node-1 status is now: NodeReady");
  }

  @Test
  void aPodRunsAndSaysSo() {
    node.pod("web", ONE);
    JsonObject pod = node.awaitPhase("web", "Running");
    assertThat(Node.container(pod, 0).bool("ready")).isTrue();
    assertThat(Node.container(pod, 0).string("containerID")).startsWith("k4j://");
    assertThat(pod.object("status").string("podIP")).startsWith("10.9.0.");
    assertThat(pod.object("status").string("hostIP")).isEqualTo("127.0.0.1");
    assertThat(pod.object("status").string("qosClass")).isEqualTo("BestEffort");
    for (String type :
        List.of(
            "PodScheduled",
            "Initialized",
            "ContainersReady",
            "Ready",
            "PodReadyToStartContainers")) {
      assertThat(Node.condition(pod, type)).as(type).isEqualTo("True");
    }
    node.awaitEvent("web", "Started: Container started");
    assertThat(node.events("web"))
        .contains(
            "Pulled: Container image \"busybox:1\" already present on machine "
                + "and can be accessed by the pod",
            "Created: Container created");
  }

  @Test
  void aPodAtRestIsNotWritten() {
    node.pod("web", ONE);
    node.awaitPhase("web", "Running");
    String version = version(node.get("web"));
    node.pod("other", ONE);
    node.awaitPhase("other", "Running");
    node.client
        .in(Pods.POD, "default")
        .patch("web", Patch.merge(Node.json("{'metadata':{'labels':{'a':'b'}}}")));
    node.pod("third", ONE);
    node.awaitPhase("third", "Running");
    long writes = Long.parseLong(version(node.get("web"))) - Long.parseLong(version);
    JsonObject web = node.get("web");
    node.awaitEvent("third", "Started: Container started");
    assertThat(writes).isPositive();
    assertThat(node.get("web")).isEqualTo(web);
  }

  private static String version(JsonObject pod) {
    return pod.object("metadata").string("resourceVersion");
  }

  @Test
  void aDeletedPodLeavesNothing() {
    node.pod("web", ONE);
    node.awaitPhase("web", "Running");
    node.delete("web");
    Eventually.await("pod gone", () -> !node.exists("web"));
    Eventually.await("runtime empty", runtime::isEmpty);
  }

  @Test
  void aPodThatIsBeingDeletedStopsItsContainersFirst() {
    node.pod(
        "web",
        """
        {'containers':[{'name':'c','image':'busybox:1',
            'lifecycle':{'preStop':{'exec':{'command':['bye']}}}}]}\
        """);
    node.awaitPhase("web", "Running");
    CountDownLatch hook = new CountDownLatch(1);
    runtime.commands =
        command -> {
          await(hook);
          return FakeRuntime.result("", 0);
        };
    node.delete("web");
    node.awaitEvent("web", "Killing: Stopping container c");
    assertThat(node.get("web").object("metadata").has("deletionTimestamp")).isTrue();
    hook.countDown();
    Eventually.await("pod gone", () -> !node.exists("web"));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aPodCanBeDeletedWhileItsImageIsPulled() {
    CountDownLatch pull = new CountDownLatch(1);
    runtime.pulls = () -> await(pull);
    node.pod("slow", "{'containers':[{'name':'c','image':'absent:1'}]}");
    node.awaitEvent("slow", "Pulling: Pulling image \"absent:1\"");
    node.delete("slow");
    Eventually.await("pod gone", () -> !node.exists("slow"));
    pull.countDown();
  }

  @Test
  void aPodThatDoesNotFitIsRejected() {
    node.pod(
        "huge",
        """
        {'containers':[{'name':'c','image':'b:1','resources':{'requests':{'cpu':'1000'}}}]}\
        """);
    JsonObject pod = node.awaitPhase("huge", "Failed");
    assertThat(pod.object("status").string("reason")).isEqualTo("OutOfcpu");
    assertThat(pod.object("status").string("message"))
        .startsWith(
            "Pod was rejected: Node didn't have enough resource: cpu, requested: 1000000, used: ");
  }

  @Test
  void aPodIsJudgedByTheNodeAsItIsNow() {
    Eventually.await("node", () -> node.client.on(Pods.NODE).find(Node.NAME).isPresent());
    node.client
        .on(Pods.NODE)
        .patch(Node.NAME, Patch.merge(Text.json("{'metadata':{'labels':{'disk':'fast'}}}")));
    node.pod(
        "chosen", "{'nodeSelector':{'disk':'fast'},'containers':[{'name':'c','image':'b:1'}]}");
    node.awaitPhase("chosen", "Running");
    node.pod("other", "{'nodeSelector':{'disk':'slow'},'containers':[{'name':'c','image':'b:1'}]}");
    JsonObject refused = node.awaitPhase("other", "Failed");
    assertThat(refused.object("status").string("reason")).isEqualTo("NodeAffinity");
  }

  @Test
  void aContainerThatEndsIsStartedAgainThenBackedOff() {
    node.pod("job", "{'containers':[{'name':'c','image':'busybox:1','args':['exit','3']}]}");
    JsonObject pod =
        node.await(
            "job",
            p ->
                Node.container(p, 0)
                    .object("state")
                    .object("waiting")
                    .string("reason")
                    .equals("CrashLoopBackOff"));
    JsonObject status = Node.container(pod, 0);
    assertThat(status.integer("restartCount")).isEqualTo(1);
    assertThat(status.object("lastState").object("terminated").integer("exitCode")).isEqualTo(3);
    assertThat(status.object("state").object("waiting").string("message"))
        .startsWith("back-off 10s restarting failed container=c pod=job_default(");
    assertThat(pod.object("status").string("phase")).isEqualTo("Running");
  }

  @Test
  void aPodThatIsNotToBeRestartedEnds() {
    node.pod(
        "good",
        "{'restartPolicy':'Never','containers':[{'name':'c','image':'b:1','args':['exit','0']}]}");
    node.pod(
        "bad",
        "{'restartPolicy':'Never','containers':[{'name':'c','image':'b:1','args':['exit','1']}]}");
    node.awaitPhase("good", "Succeeded");
    JsonObject bad = node.awaitPhase("bad", "Failed");
    assertThat(Node.container(bad, 0).object("state").object("terminated").string("reason"))
        .isEqualTo("Error");
    assertThat(Node.condition(bad, "Ready")).isEqualTo("False");
  }

  @Test
  void aPodPastItsDeadlineHasFailedHoweverItsContainersEnd() {
    runtime.stopCode = 0;
    node.pod("late", "{'activeDeadlineSeconds':1,'containers':[{'name':'c','image':'b:1'}]}");
    JsonObject pod = node.awaitPhase("late", "Failed");
    assertThat(Node.container(pod, 0).object("state").has("terminated")).isTrue();
    JsonObject status = pod.object("status");
    assertThat(status.string("phase")).isEqualTo("Failed");
    assertThat(status.string("reason")).isEqualTo("DeadlineExceeded");
    assertThat(status.string("message"))
        .isEqualTo("Pod was active on the node longer than the specified deadline");
  }

  @Test
  void initContainersRunInOrderBeforeTheRest() {
    node.pod(
        "init",
        """
        {'initContainers':[{'name':'one','image':'b:1','args':['exit','0']},
            {'name':'side','image':'b:1','restartPolicy':'Always'},
            {'name':'two','image':'b:1'}],
         'containers':[{'name':'c','image':'b:1'}]}\
        """);
    Eventually.await("second init runs", () -> !runtime.named("two").isEmpty());
    assertThat(runtime.named("c")).isEmpty();
    assertThat(runtime.named("side")).hasSize(1);
    JsonObject pending = node.awaitPhase("init", "Pending");
    assertThat(Node.condition(pending, "Ready")).isNotEqualTo("True");
    Eventually.await(
        "it started",
        () ->
            runtime.named("two").stream()
                .anyMatch(c -> c.state() == ContainerState.CONTAINER_RUNNING));
    runtime.exit(runtime.named("two").getFirst().id(), 0);
    JsonObject running = node.awaitPhase("init", "Running");
    assertThat(Node.condition(running, "Initialized")).isEqualTo("True");
  }

  @Test
  void anImageThatCannotBePulledIsWaitedFor() {
    node.pod("nope", "{'containers':[{'name':'c','image':'missing:1'}]}");
    JsonObject pod =
        node.await(
            "nope",
            p ->
                Node.container(p, 0)
                    .object("state")
                    .object("waiting")
                    .string("reason")
                    .equals("ErrImagePull"));
    assertThat(Node.container(pod, 0).object("state").object("waiting").string("message"))
        .isEqualTo("rpc error: code = NotFound desc = no such image");
    node.awaitEvent("nope", "Failed: Error: ErrImagePull");
    assertThat(node.events("nope"))
        .contains(
            "Pulling: Pulling image " + "\"missing:1\"",
            "Failed: Failed to pull image \"missing:1\": rpc error: code = NotFound desc = no such"
                + " image");
  }

  @Test
  void aReadinessProbeDecidesWhenThePodIsReady() {
    runtime.commands = _ -> FakeRuntime.result("not yet", 1);
    node.pod(
        "probed",
        """
        {'containers':[{'name':'c','image':'b:1','readinessProbe':
            {'exec':{'command':['check']},'periodSeconds':1}}]}\
        """);
    JsonObject pod = node.awaitPhase("probed", "Running");
    assertThat(Node.condition(pod, "Ready")).isEqualTo("False");
    node.awaitEvent("probed", "Unhealthy: Readiness probe failed: not yet");
    runtime.commands = _ -> FakeRuntime.result("", 0);
    node.await("probed", p -> Node.condition(p, "Ready").equals("True"));
  }

  @Test
  void aContainerThatIsNotAliveIsReplaced() {
    runtime.commands = _ -> FakeRuntime.result("dead", 1);
    node.pod(
        "dead",
        """
        {'containers':[{'name':'c','image':'b:1','livenessProbe':
            {'exec':{'command':['check']},'periodSeconds':1,'failureThreshold':1}}]}\
        """);
    node.await("dead", p -> Node.container(p, 0).integer("restartCount") > 0);
    node.awaitEvent("dead", "Killing: Container c failed liveness probe, will be restarted");
  }

  @Test
  void aContainerThatIsKilledForItsProbeAgainIsBackedOff() {
    runtime.commands = _ -> FakeRuntime.result("dead", 1);
    node.pod(
        "dying",
        """
        {'containers':[{'name':'c','image':'b:1','livenessProbe':
            {'exec':{'command':['check']},'periodSeconds':1,'failureThreshold':1}}]}\
        """);
    JsonObject pod =
        node.await(
            "dying",
            p ->
                Node.container(p, 0)
                    .object("state")
                    .object("waiting")
                    .string("reason")
                    .equals("CrashLoopBackOff"));
    assertThat(Node.container(pod, 0).integer("restartCount")).isLessThanOrEqualTo(2);
    String event = "BackOff: Back-off restarting failed container c in pod dying_";
    Eventually.value(
        () -> node.events("dying"), events -> events.stream().anyMatch(e -> e.startsWith(event)));
  }

  @Test
  void aMissingConfigMapIsNamedAndThenFound() {
    node.pod(
        "env",
        """
        {'containers':[{'name':'c','image':'b:1','env':[{'name':'A','valueFrom':
            {'configMapKeyRef':{'name':'settings','key':'a'}}}]}]}\
        """);
    node.await(
        "env",
        p ->
            Node.container(p, 0)
                .object("state")
                .object("waiting")
                .string("reason")
                .equals("CreateContainerConfigError"));
    node.awaitEvent("env", "Failed: Error: configmap \"settings\" not found");
    node.configMap("settings", "{'a':'1'}");
    node.awaitPhase("env", "Running");
    assertThat(runtime.config(runtime.named("c").getFirst().id()).envs()).containsEntry("A", "1");
  }

  @Test
  void aNewKubeletTakesOverRunningContainers() {
    node.pod("web", ONE);
    node.awaitPhase("web", "Running");
    String id = Node.container(node.get("web"), 0).string("containerID");
    node.restartKubelet();
    node.pod("other", ONE);
    node.awaitPhase("other", "Running");
    JsonObject status = Node.container(node.get("web"), 0);
    assertThat(status.string("containerID")).isEqualTo(id);
    assertThat(status.integer("restartCount")).isZero();
  }

  @Test
  void componentsOfTheProcessAreMirrored() {
    node.close();
    node =
        new Node(
            directory,
            runtime,
            runtime,
            List.of(
                new StaticPod("etcd", "k4j.local/etcd:v1", "etcd", Map.of("component", "etcd"))));
    JsonObject mirror =
        Eventually.value(
                () -> node.client.in(Pods.POD, "kube-system").find("etcd-node-1"),
                p ->
                    p.isPresent()
                        && p.get().json().object("status").string("phase").equals("Running"))
            .map(Unstructured::json)
            .orElseThrow();
    assertThat(
            mirror.object("metadata").object("annotations").string("kubernetes.io/config.source"))
        .isEqualTo("file");
    assertThat(mirror.object("metadata").array("ownerReferences").object(0).string("kind"))
        .isEqualTo("Node");
    assertThat(Node.condition(mirror, "Ready")).isEqualTo("True");
  }
}
