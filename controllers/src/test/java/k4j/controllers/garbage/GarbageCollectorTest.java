package k4j.controllers.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import k4j.api.Kinds;
import k4j.api.core.v1.ConfigMap;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.client.DeleteOptions;
import k4j.client.DeleteOptions.Propagation;
import k4j.client.Patch;
import k4j.client.Resources;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GarbageCollectorTest {

  private TestCluster cluster;
  private Resources<ConfigMap> maps;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start("garbage-collector-controller");
    maps = cluster.client().in(Kinds.CONFIG_MAPS, "default");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ConfigMap map(String name, boolean blocks, ConfigMap... owners) {
    String references =
        List.of(owners).stream()
            .map(owner ->
                """
                {"apiVersion": "v1", "kind": "ConfigMap", "name": "%s", "uid": "%s",
                 "blockOwnerDeletion": %s}
                """
                    .formatted(owner.name(), owner.uid(), blocks))
            .collect(Collectors.joining(","));
    return cluster.create(
        Kinds.CONFIG_MAPS,
        """
        {"apiVersion": "v1", "kind": "ConfigMap",
         "metadata": {"name": "%s", "ownerReferences": [%s]}}
        """
            .formatted(name, references));
  }

  private List<String> names() {
    return maps.list().stream().map(ConfigMap::name).sorted().toList();
  }

  private void delete(String name, Propagation propagation) {
    maps.delete(name, DeleteOptions.DEFAULT.withPropagation(propagation));
  }

  @Test
  void dependentsGoAfterTheirOwner() {
    ConfigMap top = map("top", false);
    ConfigMap middle = map("middle", false, top);
    map("bottom", false, middle);
    map("other", false);

    delete("top", Propagation.BACKGROUND);

    Eventually.await("gone", () -> names().equals(List.of("other")));
  }

  @Test
  void anObjectWithAnotherOwnerStaysAndForgetsTheOneThatIsGone() {
    ConfigMap one = map("one", false);
    ConfigMap two = map("two", false);
    map("shared", false, one, two);

    delete("one", Propagation.BACKGROUND);

    Eventually.await(
        "one owner left", () -> maps.get("shared").metadata().ownerReferences().size() == 1);
    assertThat(maps.get("shared").metadata().ownerReferences().getFirst().name()).isEqualTo("two");
  }

  @Test
  void orphansAreLetGo() {
    ConfigMap top = map("top", false);
    map("child", false, top);

    delete("top", Propagation.ORPHAN);

    Eventually.await("top gone", () -> names().equals(List.of("child")));
    assertThat(maps.get("child").metadata().ownerReferences()).isEmpty();
  }

  @Test
  void aForegroundOwnerGoesLast() {
    ConfigMap top = map("top", false);
    ConfigMap child = map("child", true, top);
    map("grandchild", true, child);
    maps.patch(
        "grandchild",
        Patch.merge(JsonParser.parse("{\"metadata\": {\"finalizers\": [\"example.com/hold\"]}}")));

    delete("top", Propagation.FOREGROUND);

    Eventually.await("grandchild goes", () -> maps.get("grandchild").isDeleting());
    assertThat(names()).containsExactly("child", "grandchild", "top");
    maps.patch(
        "grandchild", Patch.merge(JsonParser.parse("{\"metadata\": {\"finalizers\": null}}")));
    Eventually.await("all gone", () -> names().isEmpty());
  }

  @Test
  void anObjectWhoseOwnerNeverWasIsGarbage() {
    map(
        "lost",
        false,
        new ConfigMap(
            (JsonObject)
                JsonParser.parse("{\"metadata\": {\"name\": \"ghost\", \"uid\": \"nobody\"}}")));
    Eventually.await("gone", () -> names().isEmpty());
  }
}
