package k4j.api.defaulting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import k4j.api.Table;
import k4j.api.codec.Decoder;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.ObjectType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compares with objects that Kubernetes 1.36.2 read, defaulted and wrote.
final class DefaultsTest {

  private static final BuiltinCatalog CATALOG = new BuiltinCatalog();
  private static final Defaults DEFAULTS = new Defaults();
  private static final Set<String> EMPTY = Set.of("null", "{}", "0", "false", "\"\"");

  /// What the conversion between versions adds; the table was made without one.
  private static final Set<String> CONVERTED = Set.of("deprecated.daemonset.template.generation");

  static List<List<String>> table() {
    return Table.rows("defaults.tsv");
  }

  private static JsonObject object(String text) {
    return (JsonObject) JsonParser.parse(text);
  }

  private static JsonObject defaulted(JsonObject object) {
    ObjectType type = CATALOG.kind(object.string("apiVersion"), object.string("kind"));
    assertThat(type).isNotNull();
    return DEFAULTS.apply(Decoder.decode(object, type, new ArrayList<>()), type);
  }

  @ParameterizedTest
  @MethodSource("table")
  void fillsInAsKubernetes(List<String> row) {
    JsonObject actual = defaulted(object(row.get(0)));
    assertThat(meant(actual)).hasToString(meant(object(row.get(1))).toString());
  }

  /// Go's clients send such empty values where they set nothing.
  @Test
  void emptyValuesAreFilledInToo() {
    JsonObject binding =
        defaulted(
            object(
                "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"RoleBinding\","
                    + "\"roleRef\":{\"apiGroup\":\"\",\"kind\":\"Role\",\"name\":\"r\"}}"));
    assertThat(binding.object("roleRef").string("apiGroup")).isEqualTo("rbac.authorization.k8s.io");
    JsonObject pod =
        defaulted(
            object(
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"restartPolicy\":\"\",\"containers\":"
                    + "[{\"name\":\"c\",\"readinessProbe\":{\"periodSeconds\":0}}]}}"));
    assertThat(pod.object("spec").string("restartPolicy")).isEqualTo("Always");
    assertThat(
            pod.object("spec")
                .array("containers")
                .object(0)
                .object("readinessProbe")
                .integer("periodSeconds"))
        .isEqualTo(10);
  }

  /// The tree without what every object of its kind shows, set or not.
  private static Json meant(Json value) {
    return switch (value) {
      case JsonArray array -> JsonArray.of(array.map(DefaultsTest::meant));
      case JsonObject object -> {
        var out = JsonObject.builder();
        object.forEach((name, inner) -> {
          Json kept = meant(inner);
          if (!EMPTY.contains(kept.toString()) && !CONVERTED.contains(name)) {
            out.put(name, kept);
          }
        });
        yield out.build();
      }
      default -> value;
    };
  }

  @Test
  void leavesWhatIsCompleteAlone() {
    JsonObject pod = defaulted(object(Table.text("pod.json")));
    assertThat(defaulted(pod)).isEqualTo(pod);
    assertThat(pod.object("metadata")).isSameAs(defaulted(pod).object("metadata"));
  }
}
