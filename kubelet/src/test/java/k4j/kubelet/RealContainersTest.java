package k4j.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import k4j.api.json.JsonObject;
import k4j.api.meta.SystemEdge;
import k4j.client.Patch;
import k4j.client.WriteOptions;
import k4j.cri.embedded.Embedded;
import k4j.cri.embedded.EmbeddedConfig;
import k4j.kubelet.pod.Pods;
import k4j.kubelet.volume.Trees;
import k4j.testing.Eventually;
import k4j.testing.TestTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Pods of the host's image in real containers.
@SystemEdge
class RealContainersTest {

  private static Path directory;
  private static Embedded embedded;
  private static Node node;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().sslContext(TestTls.client()).build();

  @BeforeAll
  static void startNode() throws IOException {
    directory = Files.createTempDirectory("k4j-kubelet-test");
    Random random = new Random();
    String profile = "kt%04x".formatted(random.nextInt(0x10000));
    EmbeddedConfig config =
        new EmbeddedConfig(
            directory.resolve("runtime"), profile, true, InstantSource.system(), random);
    embedded = Embedded.open(config);
    node =
        new Node(
            directory,
            embedded.runtime(),
            embedded.images(),
            List.of(),
            "10.213." + random.nextInt(256) + ".0/24",
            config.cgroup());
  }

  @AfterAll
  static void leaveNothing() throws IOException {
    HTTP.shutdownNow();
    node.close();
    embedded.destroyEverything();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
        .doesNotContain(directory.toString());
    Trees.delete(directory);
  }

  private static JsonObject shell(String name, String script, String more) {
    return node.pod(
        name,
        "{'containers':[{'name':'c','image':'k4j.local/host','imagePullPolicy':'IfNotPresent',"
            + "'command':['/bin/sh','-c'],'args':['"
            + script
            + "']"
            + more
            + "}],'terminationGracePeriodSeconds':2}");
  }

  private static String log(String pod) {
    try {
      URI uri =
          URI.create(
              "https://127.0.0.1:"
                  + node.kubelet().port()
                  + "/containerLogs/default/"
                  + pod
                  + "/c");
      return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void awaitLog(String pod, String text) {
    Eventually.value(() -> log(pod), log -> log.contains(text));
  }

  private static void remove(String pod) {
    node.delete(pod);
    Eventually.await(pod + " is gone", () -> !node.exists(pod));
  }

  @Test
  void aPodRunsWithItsEnvironmentAndLogs() {
    shell(
        "hello",
        "echo hello $WHO from $POD; exec sleep 1000",
        ",'env':[{'name':'WHO','value':'world'},"
            + "{'name':'POD','valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}}]");
    JsonObject pod = node.awaitPhase("hello", "Running");
    assertThat(Node.condition(pod, "Ready")).isEqualTo("True");
    assertThat(pod.object("status").string("podIP")).startsWith("10.213.");
    assertThat(Node.container(pod, 0).string("image")).isEqualTo("k4j.local/host:latest");
    awaitLog("hello", "hello world from hello\n");
    remove("hello");
  }

  @Test
  void configMapsReachARunningContainerAndSecretsAreInMemory() {
    node.configMap("settings", "{'colour':'red'}");
    node.secret("password", "{'key':'c2VjcmV0'}");
    node.pod(
        "files",
        """
        {'containers':[{'name':'c','image':'k4j.local/host','imagePullPolicy':'IfNotPresent',
            'command':['/bin/sh','-c','while :; do cat /cfg/colour /pw/key; echo; sleep 0.2; done'],
            'volumeMounts':[{'name':'cfg','mountPath':'/cfg'},{'name':'pw','mountPath':'/pw'}]}],
         'volumes':[{'name':'cfg','configMap':{'name':'settings'}},
            {'name':'pw','secret':{'secretName':'password'}}],
         'terminationGracePeriodSeconds':1}\
        """);
    node.awaitPhase("files", "Running");
    awaitLog("files", "redsecret\n");
    node.configMap("settings", "{'colour':'blue'}");
    awaitLog("files", "bluesecret\n");
    remove("files");
  }

  @Test
  void theExitCodeAndLastWordsOfAContainerAreKept() {
    node.pod(
        "ends",
        """
        {'restartPolicy':'Never','containers':[{'name':'c','image':'k4j.local/host',
            'imagePullPolicy':'IfNotPresent',
            'command':['/bin/sh','-c','echo bye > /dev/termination-log; exit 7']}]}\
        """);
    JsonObject pod = node.awaitPhase("ends", "Failed");
    JsonObject ended = Node.container(pod, 0).object("state").object("terminated");
    assertThat(ended.integer("exitCode")).isEqualTo(7);
    assertThat(ended.string("message")).isEqualTo("bye\n");
    remove("ends");
  }

  @Test
  void containersOfAPodShareAnEmptyDirAndTheNetwork() {
    node.pod(
        "pair",
        """
        {'initContainers':[{'name':'i','image':'k4j.local/host','imagePullPolicy':'IfNotPresent',
            'command':['/bin/sh','-c','echo from init > /data/index.html'],
            'volumeMounts':[{'name':'d','mountPath':'/data'}]}],
         'containers':[{'name':'c','image':'k4j.local/host','imagePullPolicy':'IfNotPresent',
            'command':['python3','-m','http.server','-d','/data','8080'],
            'readinessProbe':{'httpGet':{'port':8080},'periodSeconds':1},
            'volumeMounts':[{'name':'d','mountPath':'/data'}]}],
         'volumes':[{'name':'d','emptyDir':{'medium':'Memory'}}],
         'terminationGracePeriodSeconds':1}\
        """);
    JsonObject pod = node.await("pair", p -> Node.condition(p, "Ready").equals("True"));
    URI uri = URI.create("http://" + pod.object("status").string("podIP") + ":8080/");
    String body =
        Eventually.value(
            () -> {
              try {
                return HTTP.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
              } catch (IOException | InterruptedException e) {
                return "";
              }
            },
            text -> !text.isEmpty());
    assertThat(body).isEqualTo("from init\n");
    remove("pair");
  }

  @Test
  void aContainerOutlivesItsKubelet() {
    shell("stays", "exec sleep 1000", "");
    node.awaitPhase("stays", "Running");
    String id = Node.container(node.get("stays"), 0).string("containerID");
    node.restartKubelet();
    shell("later", "exec sleep 1000", "");
    node.awaitPhase("later", "Running");
    JsonObject after = Node.container(node.get("stays"), 0);
    assertThat(after.string("containerID")).isEqualTo(id);
    assertThat(after.integer("restartCount")).isZero();
    remove("stays");
    remove("later");
  }

  @Test
  void commandsAndPortsAreReached() throws IOException {
    shell("served", "exec python3 -m http.server 8080", "");
    node.awaitPhase("served", "Running");
    try (SpdyClient client =
        SpdyClient.open(
            node.kubelet().port(),
            "/exec/default/served/c?command=sh&command=-c&command=cat%3B+exit+3"
                + "&stdin=1&stdout=1&stderr=1",
            "v4.channel.k8s.io")) {
      int error = client.stream("error");
      int stdin = client.stream("stdin");
      int stdout = client.stream("stdout");
      client.stream("stderr");
      client.send(stdin, "typed");
      client.end(stdin);
      client.readUntilEnd(error);
      assertThat(client.text(stdout)).isEqualTo("typed");
      assertThat(client.text(error)).contains("exit code 3");
    }
    Eventually.asserted(RealContainersTest::fetchThroughForward);
    remove("served");
  }

  private static void fetchThroughForward() {
    try (SpdyClient client =
        SpdyClient.open(
            node.kubelet().port(), "/portForward/default/served", "portforward.k8s.io")) {
      var ids = Map.of("port", "8080", "requestid", "0");
      client.stream("error", ids);
      int data = client.stream("data", ids);
      client.send(data, "GET /nothing-here HTTP/1.0\r\n\r\n");
      client.readUntilEnd(data);
      assertThat(client.text(data)).startsWith("HTTP/1.0 404 ");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String kubelet(String path) {
    try {
      URI uri = URI.create("https://127.0.0.1:" + node.kubelet().port() + path);
      return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void usageIsTold() {
    shell("busy", "while :; do :; done", "," + resources("100m", "100Mi"));
    node.awaitPhase("busy", "Running");
    String of = "\\{container=\"c\",namespace=\"default\",pod=\"busy\"} ";
    String text =
        Eventually.value(
            () -> kubelet("/metrics/resource"),
            t ->
                Pattern.compile("container_cpu_usage_seconds_total" + of + "0\\.[0-9]{3}")
                    .matcher(t)
                    .find());
    assertThat(text)
        .containsPattern("container_memory_working_set_bytes" + of + "[1-9]")
        .containsPattern("container_start_time_seconds" + of + "[1-9]")
        .containsPattern("pod_cpu_usage_seconds_total\\{namespace=\"default\",pod=\"busy\"} [0-9]")
        .containsPattern("node_memory_working_set_bytes [1-9][0-9]* [0-9]{13}\n");
    assertThat(kubelet("/metrics/cadvisor"))
        .contains("container_spec_memory_limit_bytes{container=\"c\"")
        .contains("container_network_receive_bytes_total{")
        .contains("container_spec_cpu_quota{container=\"c\"");
    assertThat(kubelet("/metrics")).contains("kubelet_running_containers{container_state=");
    JsonObject summary = Node.json(kubelet("/stats/summary"));
    assertThat(summary.object("node").object("fs").integer("capacityBytes")).isPositive();
    assertThat(summary.object("node").object("cpu").integer("usageCoreNanoSeconds")).isPositive();
    assertThat(summary.array("pods").toString()).contains("\"podRef\":{\"name\":\"busy\"");
    remove("busy");
  }

  /// In both versions of cgroups; the kernel refuses a container that gets more than its pod.
  @Test
  void aPodIsResizedInPlace() {
    String group = "/sys/fs/cgroup";
    shell(
        "grow",
        "while sleep 0.2; do cat %1$s/cpu.max %1$s/memory.max %1$s/cpu/cpu.cfs_quota_us"
                .formatted(group)
            + " %1$s/memory/memory.limit_in_bytes 2>/dev/null; done".formatted(group),
        "," + resources("100m", "100Mi"));
    node.awaitPhase("grow", "Running");
    awaitLog("grow", "104857600\n");
    resize("grow", "250m", "64Mi");
    awaitLog("grow", "25000");
    awaitLog("grow", "67108864\n");
    resize("grow", "50m", "200Mi");
    awaitLog("grow", "5000");
    awaitLog("grow", "209715200\n");
    JsonObject pod = node.await("grow", p -> Node.condition(p, "PodResizeInProgress").isEmpty());
    assertThat(Node.container(pod, 0).integer("restartCount")).isZero();
    remove("grow");
  }

  private static String resources(String cpu, String memory) {
    String list = "{'cpu':'" + cpu + "','memory':'" + memory + "'}";
    return "'resources':{'limits':" + list + ",'requests':" + list + "}";
  }

  private static void resize(String pod, String cpu, String memory) {
    String patch = "{'spec':{'containers':[{'name':'c'," + resources(cpu, memory) + "}]}}";
    node.client
        .in(Pods.POD, "default")
        .patch(pod, "resize", Patch.strategic(Node.json(patch)), WriteOptions.DEFAULT);
  }
}
