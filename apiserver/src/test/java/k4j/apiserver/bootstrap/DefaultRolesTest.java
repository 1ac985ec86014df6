package k4j.apiserver.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import org.junit.jupiter.api.Test;

/// The roles against a table of those of Kubernetes 1.36.2.
class DefaultRolesTest {

  private static final String DEFAULTS = "kubernetes.io/bootstrapping";

  @Test
  void everyRuleAndSubjectIsKubernetesOwn() throws IOException {
    var actual = new TreeSet<String>();
    DefaultRoles.all().forEach(object -> rows(object, actual));
    Set<String> expected = expected();
    assertThat(actual.stream().filter(Predicate.not(expected::contains))).as("more").isEmpty();
    assertThat(expected.stream().filter(Predicate.not(actual::contains))).as("less").isEmpty();
  }

  @Test
  void allAreMarkedAsDefaults() {
    for (JsonObject role : DefaultRoles.all()) {
      JsonObject metadata = role.object("metadata");
      assertThat(metadata.object("labels").string(DEFAULTS)).isEqualTo("rbac-defaults");
      assertThat(metadata.object("annotations").string(Reconciliation.ROLE_UPDATE))
          .isEqualTo("true");
    }
  }

  private static Set<String> expected() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(DefaultRolesTest.class.getResourceAsStream("rbac-roles.tsv"))) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .filter(Predicate.not(row -> row[5].startsWith("+"))) // gates that are off
          .map(row ->
              row(
                  row[0],
                  row[1],
                  row[2],
                  row[3],
                  row[4],
                  words(row[6]),
                  words(row[7]),
                  words(row[8]),
                  words(row[9]),
                  words(row[10]),
                  row[11],
                  row[12],
                  row[13]))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String words(String cell) {
    return Arrays.stream(cell.replace("\"\"", "-").split(","))
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static String row(String... cells) {
    return String.join(" | ", cells);
  }

  private static void rows(JsonObject object, Set<String> out) {
    JsonObject metadata = object.object("metadata");
    JsonObject labels = metadata.object("labels").without(DEFAULTS);
    String label =
        labels.names().stream().map(n -> n + "=" + labels.string(n)).collect(Collectors.joining());
    String selectors =
        object.object("aggregationRule").array("clusterRoleSelectors").objects().stream()
            .map(each -> each.object("matchLabels"))
            .map(each -> each.names().iterator().next() + "=true")
            .collect(Collectors.joining(";"));
    JsonObject roleRef = object.object("roleRef");
    String kind = object.string("kind");
    boolean binding = !roleRef.isEmpty();
    boolean empty = binding ? object.array("subjects").isEmpty() : !selectors.isEmpty();
    if (empty) {
      out.add(
          row(
              metadata.string("name"),
              kind,
              metadata.string("namespace"),
              label,
              selectors,
              "",
              "",
              "",
              "",
              "",
              roleRef.string("kind"),
              roleRef.string("name"),
              ""));
      return;
    }
    for (JsonObject each : object.array(binding ? "subjects" : "rules").objects()) {
      out.add(
          row(
              metadata.string("name"),
              kind,
              metadata.string("namespace"),
              label,
              selectors,
              sorted(each.array("apiGroups")),
              sorted(each.array("resources")),
              sorted(each.array("resourceNames")),
              sorted(each.array("nonResourceURLs")),
              sorted(each.array("verbs")),
              roleRef.string("kind"),
              roleRef.string("name"),
              binding ? subject(each) : ""));
    }
  }

  private static String sorted(JsonArray values) {
    return values.strings().stream()
        .map(each -> each.isEmpty() ? "-" : each)
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static String subject(JsonObject subject) {
    String namespace = subject.string("namespace");
    return subject.string("kind")
        + ":"
        + (namespace.isEmpty() ? "" : namespace + "/")
        + subject.string("name");
  }
}
