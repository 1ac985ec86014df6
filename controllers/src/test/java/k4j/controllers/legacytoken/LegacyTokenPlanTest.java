package k4j.controllers.legacytoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyTokenPlanTest {

  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /// What becomes of the token `t` of the account `sa`, with a period of ten days.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          2026-06-01 | 2026-01-01 | -          | -          | t | none   | invalid 2026-06-15
          2026-06-04 | 2026-01-01 | -          | -          | t | none   | invalid 2026-06-15
          2026-06-05 | 2026-01-01 | -          | -          | t | none   | -
          soon       | 2026-01-01 | -          | -          | t | none   | -
          2026-06-01 | 2026-06-06 | -          | -          | t | none   | -
          2026-06-01 | 2026-01-01 | 2026-06-04 | -          | t | none   | invalid 2026-06-15
          2026-06-01 | 2026-01-01 | 2026-06-05 | -          | t | none   | -
          2026-06-01 | 2026-01-01 | once       | -          | t | none   | -
          2026-06-01 | 2026-01-01 | -          | -          | x | none   | -
          2026-06-01 | 2026-01-01 | -          | -          | t | t      | -
          2026-06-01 | 2026-01-01 | -          | once       | t | none   | invalid 2026-06-15
          2026-06-01 | 2026-01-01 | -          | 2026-06-05 | t | none   | -
          2026-06-01 | 2026-01-01 | -          | 2026-06-04 | t | none   | delete
          """)
  void anUnusedTokenStopsCountingAndGoes(
      String since,
      String created,
      String used,
      String invalid,
      String listed,
      String mounted,
      String expected) {
    JsonObject labels = JsonObject.EMPTY;
    labels = used == null ? labels : labels.with(LegacyTokenPlan.LAST_USED, used);
    labels = invalid == null ? labels : labels.with(LegacyTokenPlan.INVALID_SINCE, invalid);
    JsonObject secret =
        json(
            """
            {'metadata':{'name':'t','namespace':'ns','creationTimestamp':'%sT00:00:00Z',
             'annotations':{'kubernetes.io/service-account.name':'sa',
              'kubernetes.io/service-account.uid':'u'}}}\
            """
                .formatted(created));
    secret = secret.with("metadata", secret.object("metadata").with("labels", labels));
    JsonObject account = json("{'metadata':{'uid':'u'},'secrets':[{'name':'" + listed + "'}]}");
    List<LegacyTokenPlan.Action> actions =
        new LegacyTokenPlan(NOW, Duration.ofDays(10))
            .actions(
                since,
                List.of(secret),
                (namespace, name) ->
                    name.equals("sa") && namespace.equals("ns")
                        ? Optional.of(account)
                        : Optional.empty(),
                _ -> Set.of(mounted));
    List<String> shown =
        actions.stream()
            .map(action ->
                switch (action) {
                  case LegacyTokenPlan.Action.Invalidate(JsonObject _, String date) ->
                      "invalid " + date;
                  case LegacyTokenPlan.Action.Delete _ -> "delete";
                })
            .toList();
    assertThat(shown).isEqualTo(expected == null ? List.of() : List.of(expected));
  }

  @Test
  void aPodNamesSecretsInManyPlaces() {
    JsonObject spec =
        json(
            """
            {'imagePullSecrets':[{'name':'a'}],
             'containers':[{'env':[{'valueFrom':{'secretKeyRef':{'name':'b','key':'k'}}}],
              'envFrom':[{'secretRef':{'name':'c'}},{'configMapRef':{'name':'no'}}]}],
             'volumes':[{'secret':{'secretName':'d'}},
              {'projected':{'sources':[{'secret':{'name':'e'}},{'configMap':{'name':'no'}}]}},
              {'csi':{'nodePublishSecretRef':{'name':'f'}}},{'azureFile':{'secretName':'g'}},
              {'rbd':{'secretRef':{'name':'h'}}}]}\
            """);
    assertThat(LegacyTokenPlan.named(spec)).contains("a", "b", "c", "d", "e", "f", "g", "h");
    assertThat(LegacyTokenPlan.named(spec)).doesNotContain("no");
  }
}
