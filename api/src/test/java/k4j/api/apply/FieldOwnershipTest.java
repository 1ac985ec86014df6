package k4j.api.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import k4j.api.Table;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import k4j.api.patch.MergePatch;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.ObjectType;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// Runs sequences of updates and applies whose outcome Kubernetes' own field manager printed.
final class FieldOwnershipTest {

  private static final BuiltinCatalog CATALOG = new BuiltinCatalog();
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static JsonObject object(String text) {
    return (JsonObject) JsonParser.parse(text);
  }

  private static FieldOwnership ownership(JsonObject object) {
    String apiVersion = object.string("apiVersion");
    String kind = object.string("kind");
    ObjectType type = CATALOG.kind(apiVersion, kind);
    assertThat(type).isNotNull();
    return new FieldOwnership(type, apiVersion, kind, "", List.of());
  }

  @Test
  void followsKubernetesStepByStep() {
    var soft = new SoftAssertions();
    JsonObject live = JsonObject.EMPTY;
    for (List<String> row : Table.rows("apply.tsv")) {
      String step = row.getFirst();
      if (step.startsWith("#")) {
        live = JsonObject.EMPTY;
        continue;
      }
      String[] words = step.split(" ", 3);
      String outcome;
      try {
        JsonObject next = step(words[0], words[1], object(words[2]), live);
        live = next.withAt(Json.of("u1"), "metadata", "uid");
        outcome = withoutTimes(live).toString();
      } catch (StatusException e) {
        outcome = "ERR\t" + e.getMessage().replace("\n", "\\n");
      }
      String expected =
          row.get(1).equals("ERR") ? "ERR\t" + row.get(2) : object(row.get(1)).toString();
      soft.assertThat(outcome).as(step).isEqualTo(expected);
    }
    soft.assertAll();
  }

  @Test
  void whatGoShowsAsNullIsOwnedWithTheWhole() {
    JsonObject pod =
        object(
            """
            {"apiVersion":"v1","kind":"Pod",\
            "status":{"conditions":[{"type":"Ready","status":"True"}]}}\
            """);
    String managed = ownership(pod).update(JsonObject.EMPTY, pod, "kubelet", NOW).toString();
    assertThat(managed).contains("\"f:lastProbeTime\":{}", "\"f:lastTransitionTime\":{}");
  }

  @Test
  void whatIsHeldUnreadIsOwnedAsAWhole() {
    JsonObject revision =
        object(
            """
            {"apiVersion":"apps/v1","kind":"ControllerRevision","data":{"b":1},"revision":1}\
            """);
    String managed = ownership(revision).update(JsonObject.EMPTY, revision, "m", NOW).toString();
    assertThat(managed).contains("\"f:data\":{}");
  }

  private static JsonObject step(String verb, String manager, JsonObject body, JsonObject live) {
    return switch (verb) {
      case "update" -> ownership(body).update(live, body, manager, NOW);
      case "patch" -> {
        JsonObject next = MergePatch.apply(live, body);
        yield ownership(next).update(live, next, manager, NOW);
      }
      case "apply" -> ownership(body).apply(live, body, manager, false, NOW);
      default -> ownership(body).apply(live, body, manager, true, NOW);
    };
  }

  private static JsonObject withoutTimes(JsonObject object) {
    JsonArray entries = object.object("metadata").array("managedFields");
    if (entries.isEmpty()) {
      return object;
    }
    JsonArray bare = JsonArray.of(entries.map(entry -> ((JsonObject) entry).without("time")));
    return object.withAt(bare, "metadata", "managedFields");
  }

  @Test
  void keepsTheTimeOfAWriteThatChangedNothing() {
    JsonObject map =
        object("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"a\":\"1\"}}");
    JsonObject created = ownership(map).update(JsonObject.EMPTY, map, "m", NOW);
    JsonObject stored = created.withAt(Json.of("u"), "metadata", "uid");
    JsonObject again = ownership(map).apply(stored, map, "x", true, NOW);
    JsonObject later = ownership(map).apply(again, map, "x", true, NOW.plusSeconds(60));
    assertThat(FieldOwnership.keepTimesIfUnchanged(later, again)).isEqualTo(again);
  }

  @Test
  void resetFieldsBelongToNobody() {
    JsonObject pod =
        object(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"nodeName\":\"n\"},"
                + "\"status\":{\"phase\":\"Running\"}}");
    ObjectType type = CATALOG.kind("v1", "Pod");
    assertThat(type).isNotNull();
    var main = new FieldOwnership(type, "v1", "Pod", "", List.of("status"));
    assertThat(main.update(JsonObject.EMPTY, pod, "m", NOW).at("metadata", "managedFields"))
        .hasToString(
            "[{\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":{"
                + "\"f:nodeName\":{}}},\"manager\":\"m\",\"operation\":\"Update\","
                + "\"time\":\"2026-01-02T03:04:05Z\"}]");
  }
}
