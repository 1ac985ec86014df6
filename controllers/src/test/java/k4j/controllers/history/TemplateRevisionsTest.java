package k4j.controllers.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.apps.v1.ControllerRevision;
import k4j.api.core.v1.PodTemplateSpec;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateRevisionsTest {

  private static final PodTemplateSpec TEMPLATE =
      new PodTemplateSpec(
          (JsonObject)
              JsonParser.parse(
                  """
                  {"spec": {"containers": [{"name": "c", "image": "i", "resources": {}}]},
                   "metadata": {"labels": {"app": "a&b"}, "creationTimestamp": null}}
                  """));

  /// The numbers were reckoned from the text that Go makes of the patch.
  @ParameterizedTest
  @CsvSource({"0, 7946fd9689", "2, 7946fd968c"})
  void hashesAsKubernetes(int collisions, String hash) {
    assertThat(TemplateRevisions.hash(TemplateRevisions.data(TEMPLATE), collisions))
        .isEqualTo(hash);
  }

  @Test
  void longNamesAreCut() {
    assertThat(TemplateRevisions.name("a".repeat(300), "h")).isEqualTo("a".repeat(223) + "-h");
  }

  @Test
  void numbersGoOnFromTheHighest() {
    assertThat(TemplateRevisions.next(List.of())).isEqualTo(1);
    assertThat(
            TemplateRevisions.next(
                List.of(
                    ControllerRevision.EMPTY.withRevision(7),
                    ControllerRevision.EMPTY.withRevision(3))))
        .isEqualTo(8);
  }
}
