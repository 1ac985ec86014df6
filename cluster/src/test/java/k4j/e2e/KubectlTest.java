package k4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Unmodified kubectl binaries, old and new, do their daily work.
@ExtendWith(SharedCluster.class)
class KubectlTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            terminationGracePeriodSeconds: 1
            containers:
            - name: web
              image: k4j.local/host
              command: [python3, -u, -m, http.server, "8080"]
              ports: [{containerPort: 8080}]
              readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
      ---
      apiVersion: v1
      kind: Service
      metadata:
        name: web
      spec:
        type: NodePort
        selector: {app: web}
        ports: [{port: 80, targetPort: 8080}]
      """;

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  /// One kubectl in a namespace of its own.
  private record Client(TestCluster cluster, Path binary, String namespace) {

    Run.Result run(String... arguments) {
      return with("", arguments);
    }

    Run.Result with(String input, String... arguments) {
      String[] all = new String[arguments.length + 2];
      all[0] = "-n";
      all[1] = namespace;
      System.arraycopy(arguments, 0, all, 2, arguments.length);
      return cluster.kubectlWith(input, binary, all);
    }

    String ok(String... arguments) {
      return run(arguments).ok();
    }
  }

  private static Client client(TestCluster cluster, Kubectl version, String topic) {
    String namespace = (topic + "-" + version.name()).toLowerCase(Locale.ROOT).replace('_', '-');
    var client = new Client(cluster, version.binary(), namespace);
    cluster.kubectl(client.binary(), "create", "namespace", namespace).ok();
    return client;
  }

  private String get(String url) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @ParameterizedTest
  @EnumSource
  void runsAnApplicationBehindAService(Kubectl version, TestCluster cluster)
      throws IOException, InterruptedException {
    Client kubectl = client(cluster, version, "web");
    String file = Files.writeString(folder.resolve("web.yaml"), WEB).toString();

    assertThat(kubectl.ok("apply", "-f", file))
        .contains("deployment.apps/web created", "service/web created");
    assertThat(kubectl.ok("rollout", "status", "deployment/web", "--timeout=60s"))
        .contains("successfully rolled out");
    assertThat(kubectl.ok("apply", "-f", file)).contains("deployment.apps/web unchanged");
    assertThat(kubectl.ok("get", "deployment", "web", "-o", "wide"))
        .contains("READY", "UP-TO-DATE", "2/2", "k4j.local/host");
    assertThat(kubectl.ok("get", "pods", "-o", "wide")).contains("1/1", "Running", "10.243.1.");

    String address = kubectl.ok("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}");
    assertThat(get("http://" + address)).contains("Directory listing");
    String port = kubectl.ok("get", "service", "web", "-o", "jsonpath={.spec.ports[0].nodePort}");
    assertThat(get("http://127.0.0.1:" + port)).contains("Directory listing");

    kubectl.ok("scale", "deployment/web", "--replicas=3");
    kubectl.ok("rollout", "status", "deployment/web", "--timeout=60s");
    kubectl.ok("set", "env", "deployment/web", "STEP=two");
    kubectl.ok("rollout", "status", "deployment/web", "--timeout=60s");
    assertThat(kubectl.ok("rollout", "history", "deployment/web")).contains("1", "2");
    assertThat(kubectl.ok("rollout", "undo", "deployment/web")).contains("rolled back");
    kubectl.ok("rollout", "status", "deployment/web", "--timeout=60s");
    assertThat(kubectl.ok("get", "deployment", "web", "-o", "yaml")).doesNotContain("STEP");
    assertThat(kubectl.ok("describe", "deployment", "web"))
        .contains("RollingUpdateStrategy", "ScalingReplicaSet", "3 desired");

    assertThat(kubectl.ok("delete", "-f", file)).contains("\"web\" deleted");
    kubectl.ok("wait", "--for=delete", "pods", "-l", "app=web", "--timeout=60s");
  }

  @ParameterizedTest
  @EnumSource
  void reachesIntoAPod(Kubectl version, TestCluster cluster)
      throws IOException, InterruptedException {
    Client kubectl = client(cluster, version, "pod");
    kubectl.ok(
        "run",
        "box",
        "--image=k4j.local/host",
        "--command",
        "--",
        "sh",
        "-c",
        "echo first; echo second >&2; exec python3 -m http.server 8080");
    kubectl.ok("wait", "--for=condition=Ready", "pod/box", "--timeout=60s");

    assertThat(kubectl.ok("logs", "box")).contains("first", "second");
    assertThat(kubectl.ok("logs", "box", "--tail=1", "--timestamps")).containsPattern("\\d{4}-");
    assertThat(kubectl.ok("exec", "box", "--", "sh", "-c", "echo $((6*7))")).contains("42");
    Run.Result failed = kubectl.run("exec", "box", "--", "sh", "-c", "echo bad >&2; exit 7");
    assertThat(failed.code()).isEqualTo(7);
    assertThat(failed.err()).contains("bad", "exit code 7");
    assertThat(kubectl.with("typed", "exec", "-i", "box", "--", "cat").ok()).isEqualTo("typed");

    Path local = Files.writeString(folder.resolve("local.txt"), "carried");
    kubectl.ok("cp", local.toString(), "box:/tmp/carried.txt");
    assertThat(kubectl.ok("exec", "box", "--", "cat", "/tmp/carried.txt")).isEqualTo("carried");
    Path back = folder.resolve("back.txt");
    kubectl.ok("cp", "box:/tmp/carried.txt", back.toString());
    assertThat(Files.readString(back)).isEqualTo("carried");
    assertThat(Path.of("/tmp/carried.txt")).doesNotExist();

    assertThat(forwarded(kubectl)).contains("Directory listing");
    assertThat(kubectl.ok("describe", "pod", "box"))
        .contains("Successfully assigned", "Started", "k4j.local/host");
    kubectl.ok("delete", "pod", "box", "--grace-period=1");
    assertThat(kubectl.run("get", "pod", "box").err()).contains("pods \"box\" not found");
  }

  private String forwarded(Client kubectl) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            List.of(
                kubectl.binary().toString(),
                "-n",
                kubectl.namespace(),
                "port-forward",
                "pod/box",
                ":8080"));
    builder.environment().putAll(kubectl.cluster().environment());
    Process process = builder.redirectErrorStream(true).start();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      assertThat(line).startsWith("Forwarding from 127.0.0.1:");
      return get("http://127.0.0.1:" + line.replaceAll(".*127.0.0.1:(\\d+) .*", "$1"));
    } finally {
      process.destroy();
    }
  }

  @ParameterizedTest
  @EnumSource
  void changesObjects(Kubectl version, TestCluster cluster) throws IOException {
    Client kubectl = client(cluster, version, "change");
    kubectl.ok("create", "configmap", "settings", "--from-literal=colour=red");
    kubectl.ok(
        "patch", "configmap", "settings", "--type=merge", "-p", "{\"data\":{\"size\":\"9\"}}");
    kubectl.ok(
        "patch",
        "configmap",
        "settings",
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/data/colour\",\"value\":\"blue\"}]");
    kubectl.ok("patch", "configmap", "settings", "-p", "{\"data\":{\"extra\":\"yes\"}}");
    assertThat(kubectl.ok("get", "cm", "settings", "-o", "jsonpath={.data}"))
        .contains("\"colour\":\"blue\"", "\"size\":\"9\"", "\"extra\":\"yes\"");
    kubectl.ok("label", "configmap", "settings", "team=one");
    kubectl.ok("annotate", "configmap", "settings", "note=kept");
    assertThat(kubectl.ok("get", "cm", "-l", "team=one", "-o", "name"))
        .isEqualTo("configmap/settings\n");
    assertThat(kubectl.ok("get", "cm", "--field-selector", "metadata.name=settings", "-o", "name"))
        .isEqualTo("configmap/settings\n");

    String file =
        Files.writeString(
                folder.resolve("owned.yaml"),
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: owned}
                data: {a: "1"}
                """)
            .toString();
    assertThat(kubectl.ok("apply", "--server-side", "-f", file)).contains("serverside-applied");
    assertThat(kubectl.ok("apply", "--server-side", "-f", file)).contains("serverside-applied");
    kubectl.ok("patch", "configmap", "owned", "-p", "{\"data\":{\"a\":\"2\"}}");
    assertThat(kubectl.run("apply", "--server-side", "-f", file).err())
        .contains("Apply failed with 1 conflict", ".data.a");
    kubectl.ok("apply", "--server-side", "--force-conflicts", "-f", file);
    Files.writeString(Path.of(file), Files.readString(Path.of(file)).replace("\"1\"", "\"3\""));
    Run.Result diff = kubectl.run("diff", "-f", file);
    assertThat(diff.code()).isEqualTo(1);
    assertThat(diff.out()).contains("-  a: \"1\"", "+  a: \"3\"");

    Run.Result invalid =
        kubectl.with(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: Bad_Name}
            spec: {ports: [{port: 70000}]}
            """,
            "create",
            "-f",
            "-");
    assertThat(invalid.code()).isEqualTo(1);
    assertThat(invalid.err())
        .contains(
            "The Service \"Bad_Name\" is invalid", "spec.ports[0].port: Invalid value: 70000");
  }

  @ParameterizedTest
  @EnumSource
  void learnsWhatTheServerHas(Kubectl version, TestCluster cluster) {
    Client kubectl = client(cluster, version, "learn");
    assertThat(kubectl.ok("api-resources"))
        .contains("deployments", "deploy", "apps/v1", "Deployment");
    assertThat(kubectl.ok("api-versions")).contains("apps/v1", "v1\n");
    assertThat(kubectl.ok("explain", "deployment.spec.replicas"))
        .contains("Number of desired pods");
    assertThat(kubectl.ok("auth", "can-i", "create", "pods")).isEqualTo("yes\n");
    Run.Result denied =
        kubectl.run("auth", "can-i", "create", "pods", "--as=system:serviceaccount:learn:nobody");
    assertThat(denied.out()).isEqualTo("no\n");
    assertThat(kubectl.run("get", "pods", "--as=somebody").err())
        .contains(
            "pods is forbidden: User \"somebody\" cannot list resource \"pods\" in API group \"\"");
    assertThat(kubectl.ok("get", "nodes", "-o", "wide")).contains("Ready", "v1.36.2");
    assertThat(kubectl.ok("get", "pods", "-n", "kube-system"))
        .contains("etcd", "kube-apiserver", "kube-scheduler", "coredns");
    assertThat(kubectl.ok("version")).contains("1.36");
  }
}
