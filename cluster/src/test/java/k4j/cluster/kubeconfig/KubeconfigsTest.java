package k4j.cluster.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.yaml.YamlReader;
import k4j.api.yaml.YamlWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigsTest {

  private static final String OTHERS =
      """
      apiVersion: v1
      kind: Config
      current-context: work
      clusters:
      - name: work
        cluster:
          server: https://work.example:6443
          proxy-url: socks5://localhost:1080
          extensions:
          - name: minikube
            extension: {provider: minikube.sigs.k8s.io}
      users:
      - name: me
        user:
          exec:
            apiVersion: client.authentication.k8s.io/v1
            command: login
            args: ["--region", "07"]
      contexts:
      - name: work
        context: {cluster: work, user: me, namespace: team}
      """;

  private static final ClusterAccess ACCESS =
      new ClusterAccess("k4j", "https://127.0.0.1:6443", "CA", "CERT", "KEY");

  @TempDir private Path folder;

  private Kubeconfigs at(Path file) {
    return Kubeconfigs.of(Map.of("KUBECONFIG", file.toString()));
  }

  private static JsonObject read(Path file) throws IOException {
    return (JsonObject) YamlReader.parse(Files.readAllBytes(file));
  }

  @Test
  void keepsEverythingThatWasThereAndTakesOnlyItsOwnAway() throws IOException {
    Path file = Files.writeString(folder.resolve("config"), OTHERS);
    JsonObject before = read(file);

    at(file).add(ACCESS);

    JsonObject with = read(file);
    assertThat(with.string("current-context")).isEqualTo("k4j");
    assertThat(with.array("clusters").size()).isEqualTo(2);
    assertThat(with.array("clusters").get(0)).isEqualTo(before.array("clusters").get(0));
    assertThat(with.array("users").get(0)).isEqualTo(before.array("users").get(0));

    at(file).remove("k4j");

    assertThat(read(file).without("preferences")).isEqualTo(before.with("current-context", ""));
  }

  @Test
  void addingTwiceReplacesAndKeepsTheNamespaceThatTheUserChose() throws IOException {
    Path file = folder.resolve("config");
    at(file).add(ACCESS);
    JsonObject context =
        read(file).array("contexts").object(0).withAt(Json.of("dev"), "context", "namespace");
    Files.writeString(file, YamlWriter.write(read(file).with("contexts", JsonArray.of(context))));

    at(file).add(new ClusterAccess("k4j", "https://127.0.0.1:7443", "CA", "CERT", "KEY"));

    JsonObject now = read(file);
    assertThat(now.array("clusters").size()).isEqualTo(1);
    assertThat(now.array("clusters").object(0).object("cluster").string("server"))
        .isEqualTo("https://127.0.0.1:7443");
    assertThat(now.array("contexts").object(0).object("context").string("namespace"))
        .isEqualTo("dev");
  }

  @Test
  void aNewFileIsForItsOwnerOnly() throws IOException {
    Path file = folder.resolve("deep/er/config");
    at(file).add(ACCESS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void ofAListTheFirstFileThatExistsIsWritten() throws IOException {
    Path second = Files.writeString(folder.resolve("second"), OTHERS);
    var chosen = Kubeconfigs.of(Map.of("KUBECONFIG", folder.resolve("first") + ":" + second));
    assertThat(chosen.file()).isEqualTo(second);
  }
}
