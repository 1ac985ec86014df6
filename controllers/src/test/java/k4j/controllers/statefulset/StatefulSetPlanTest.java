package k4j.controllers.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.apps.v1.StatefulSetStatus;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodTemplateSpec;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pods are written `number:revision:state`, the revision `old` or `new`, the state `up` (ready for
/// long), `fresh` (ready just now), `down`, `pending`, `failed`, `done`, `going` (up and being
/// deleted).
class StatefulSetPlanTest {

  private static final Instant NOW = MovableClock.START;

  private static JsonObject json(String text) {
    return (JsonObject) JsonParser.parse(text);
  }

  private static StatefulSet set(int replicas, String spec) {
    return new StatefulSet(
        json(
            """
            {"apiVersion": "apps/v1", "kind": "StatefulSet",
             "metadata": {"name": "db", "namespace": "default", "uid": "s", "generation": 2},
             "spec": {"replicas": %d, "selector": {"matchLabels": {"app": "db"}}, %s
              "serviceName": "dbs", "minReadySeconds": 10,
              "template": {"metadata": {"labels": {"app": "db"}},
               "spec": {"containers": [{"name": "c", "image": "new"}]}}}}
            """
                .formatted(replicas, spec)));
  }

  private static String strategy(String how) {
    String policy = how.contains("parallel") ? "Parallel" : "OrderedReady";
    String type = how.contains("ondelete") ? "OnDelete" : "RollingUpdate";
    String rolling = "\"partition\": %d".formatted(number(how, "partition"));
    if (how.contains("unavailable")) {
      rolling += ", \"maxUnavailable\": %d".formatted(number(how, "unavailable"));
    }
    return """
    "podManagementPolicy": "%s", "ordinals": {"start": %d},
    "updateStrategy": {"type": "%s" %s},
    """
        .formatted(
            policy,
            number(how, "start"),
            type,
            type.equals("OnDelete") ? "" : ", \"rollingUpdate\": {%s}".formatted(rolling));
  }

  private static int number(String how, String name) {
    for (String word : how.split(" ")) {
      if (word.startsWith(name + "=")) {
        return Integer.parseInt(word.substring(name.length() + 1));
      }
    }
    return 0;
  }

  private static StatefulSetState.Revision revision(StatefulSet set, String name) {
    return new StatefulSetState.Revision(
        name,
        new PodTemplateSpec(
            set.spec()
                .template()
                .json()
                .withAt(
                    JsonParser.parse("[{\"name\": \"c\", \"image\": \"%s\"}]".formatted(name)),
                    "spec",
                    "containers")));
  }

  private static StatefulSetState state(
      StatefulSet set, String pods, PersistentVolumeClaim... claims) {
    var list = new ArrayList<Pod>();
    for (String word : pods.isBlank() ? new String[0] : pods.trim().split(" ")) {
      list.add(pod(set, word.split(":")));
    }
    return new StatefulSetState(
        set,
        revision(set, "old"),
        revision(set, "new"),
        0,
        list,
        name -> List.of(claims).stream().filter(c -> c.name().equals(name)).findFirst(),
        NOW);
  }

  private static Pod pod(StatefulSet set, String[] word) {
    int ordinal = Integer.parseInt(word[0]);
    Pod pod = StatefulPods.make(set, revision(set, word[1]).template(), word[1], ordinal);
    String state = word[2];
    String phase =
        switch (state) {
          case "failed" -> "Failed";
          case "done" -> "Succeeded";
          case "pending" -> "Pending";
          default -> "Running";
        };
    boolean ready = state.equals("up") || state.equals("fresh") || state.equals("going");
    Instant since = state.equals("fresh") ? NOW.minusSeconds(4) : NOW.minusSeconds(3600);
    JsonObject status =
        json(
            """
            {"phase": "%s", "conditions": [{"type": "Ready", "status": "%s",
              "lastTransitionTime": "%s"}]}
            """
                .formatted(phase, ready ? "True" : "False", since));
    JsonObject result =
        pod.json().with("status", status).withAt(Json.of("u" + ordinal), "metadata", "uid");
    return new Pod(
        state.equals("going")
            ? result.withAt(Json.of(NOW.toString()), "metadata", "deletionTimestamp")
            : result);
  }

  private static String told(StatefulSetStep step) {
    var told = new ArrayList<String>();
    for (StatefulSetStep.Phase phase : step.phases()) {
      for (List<StatefulSetAction> actions : phase.pods()) {
        for (StatefulSetAction action : actions) {
          told.add(told(action));
        }
      }
    }
    return told.isEmpty() ? "nothing" : String.join(" ", told);
  }

  private static String told(StatefulSetAction action) {
    String number = Integer.toString(Ordinal.of(action.pod()));
    return switch (action) {
      case StatefulSetAction.Create(Pod pod) -> "+" + number + StatefulPods.revision(pod);
      case StatefulSetAction.Delete _ -> "-" + number;
      case StatefulSetAction.MakeClaims _ -> "claims" + number;
      case StatefulSetAction.Repair _ -> "repair" + number;
      case StatefulSetAction.OwnClaims _ -> "own" + number;
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ordered                | 3 |                                 | +0new
          ordered                | 3 | 0:new:pending                   | claims0
          ordered                | 3 | 0:new:down                      | nothing
          ordered                | 3 | 0:new:fresh                     | nothing
          ordered                | 3 | 0:new:up                        | +1new
          ordered                | 3 | 0:new:up 2:new:up               | +1new
          ordered                | 3 | 0:new:up 1:new:going 2:new:up   | nothing
          ordered                | 3 | 0:new:failed 1:new:up           | -0
          ordered                | 3 | 0:new:done                      | -0
          ordered start=5        | 2 |                                 | +5new
          ordered start=5        | 2 | 5:new:up 4:new:up 6:new:up      | -4
          ordered partition=2    | 3 |                                 | +0old
          ordered partition=2    | 3 | 0:old:up 1:old:up               | +2new
          ordered                | 1 | 0:new:up 1:new:up 2:new:up      | -2
          ordered                | 1 | 0:new:up 1:new:up 2:new:going   | nothing
          ordered                | 1 | 0:new:down 1:new:up 2:new:up    | nothing
          ordered                | 1 | 0:new:up 1:new:down 2:new:up    | -2
          ordered                | 1 | 0:new:up 1:new:up 2:new:down    | -2
          ordered                | 1 | 0:new:up 1:new:down 2:new:down  | nothing
          ordered                | 2 | 0:old:up 1:old:up               | -1
          ordered                | 2 | 0:old:up 1:new:up               | -0
          ordered                | 2 | 0:old:up 1:new:fresh            | nothing
          ordered partition=1    | 3 | 0:old:up 1:old:up 2:new:up      | -1
          ordered partition=1    | 3 | 0:old:up 1:new:up 2:new:up      | nothing
          ordered partition=9    | 2 | 0:old:up 1:old:up               | nothing
          ondelete               | 2 | 0:old:up 1:old:up               | nothing
          ondelete               | 2 | 0:old:up                        | +1new
          ordered unavailable=2  | 3 | 0:old:up 1:old:up 2:old:up      | '-2 -1'
          ordered unavailable=2 partition=2 | 3 | 0:old:up 1:old:up 2:old:up | -2
          parallel unavailable=2 | 3 | 0:old:up 1:old:up 2:new:down    | -1
          parallel unavailable=2 | 3 | 0:old:down 1:old:up 2:new:down  | nothing
          parallel               | 3 |                                 | '+0new +1new +2new'
          parallel               | 3 | 0:new:down 2:new:pending        | '+1new claims2'
          parallel               | 3 | 0:new:failed 1:new:going        | '-0 +2new'
          parallel               | 1 | 0:new:down 1:new:up 2:new:going 3:new:down | '-3 -1'
          parallel               | 2 | 0:old:up 1:new:down             | nothing
          parallel               | 2 | 0:old:up 1:old:down             | -1
          """)
  void takesTheNextStep(String how, int replicas, String pods, String expected) {
    StatefulSet set = set(replicas, strategy(how));
    assertThat(told(StatefulSetPlan.decide(state(set, pods == null ? "" : pods))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 |                                | 0 0 0 0 0 old
          2 | 0:old:up 1:old:fresh           | 2 2 1 2 0 old
          2 | 0:old:up 1:new:down            | 2 1 1 1 1 old
          2 | 0:new:up 1:old:going           | 2 2 2 0 1 old
          2 | 0:new:up 1:new:fresh           | 2 2 1 2 2 new
          2 | 0:new:up 1:new:down            | 2 1 1 0 2 old
          1 | 0:new:up 1:old:up              | 2 2 2 1 1 old
          2 | 0:old:failed 1:old:pending     | 2 0 0 2 0 old
          """)
  void counts(int replicas, String pods, String expected) {
    StatefulSet set = set(replicas, strategy("ordered"));
    StatefulSetState seen = state(set, pods == null ? "" : pods);
    StatefulSetStatus status =
        StatefulSetStatusPlan.completed(set, StatefulSetPlan.decide(seen).status());
    assertThat(
            "%d %d %d %d %d %s"
                .formatted(
                    status.replicas(),
                    status.readyReplicas(),
                    status.availableReplicas(),
                    status.currentReplicas(),
                    status.updatedReplicas(),
                    status.currentRevision()))
        .isEqualTo(expected);
    assertThat(status.updateRevision()).isEqualTo("new");
    assertThat(status.observedGeneration()).isEqualTo(2);
  }

  @Test
  void aPodTakenAwayForRenewalIsNoLongerCurrent() {
    StatefulSetStep step =
        StatefulSetPlan.decide(state(set(2, strategy("ordered")), "0:old:up 1:old:up"));
    assertThat(step.status().currentReplicas()).isEqualTo(2);
    assertThat(step.statusWhenDone().currentReplicas()).isEqualTo(1);
  }

  @Test
  void looksAgainWhenTheNextPodIsAvailable() {
    StatefulSet set = set(2, strategy("ordered"));
    StatefulSetState seen = state(set, "0:old:up 1:old:fresh");
    StatefulSetStatus status = StatefulSetPlan.decide(seen).status();
    assertThat(StatefulSetStatusPlan.lookAgain(set, status, seen.pods(), NOW))
        .contains(Duration.ofSeconds(6));
    assertThat(
            StatefulSetStatusPlan.lookAgain(set, status.withAvailableReplicas(2), seen.pods(), NOW))
        .isEmpty();
  }

  @Test
  void aSetThatGoesOnlyCounts() {
    StatefulSet set =
        new StatefulSet(
            set(3, strategy("parallel"))
                .json()
                .withAt(Json.of(NOW.toString()), "metadata", "deletionTimestamp"));
    StatefulSetStep step = StatefulSetPlan.decide(state(set, "0:new:up"));
    assertThat(step.phases()).isEmpty();
    assertThat(step.status().replicas()).isEqualTo(1);
  }

  private static StatefulSet withClaims(int replicas, String whenDeleted, String whenScaled) {
    return set(
        replicas,
        strategy("ordered")
            + """
            "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "%s", "whenScaled": "%s"},
            "volumeClaimTemplates": [{"metadata": {"name": "data", "labels": {"a": "b"}},
              "spec": {"accessModes": ["ReadWriteOnce"]}}],
            """
                .formatted(whenDeleted, whenScaled));
  }

  @Test
  void podsHaveNamesLabelsAndVolumes() {
    StatefulSet set = withClaims(1, "Retain", "Retain");
    var template =
        new PodTemplateSpec(
            set.spec()
                .template()
                .json()
                .withAt(
                    JsonParser.parse(
                        "[{\"name\": \"data\", \"emptyDir\": {}}, {\"name\": \"tmp\", \"emptyDir\":"
                            + " {}}]"),
                    "spec",
                    "volumes"));
    Pod pod = StatefulPods.make(set, template, "db-1", 7);
    assertThat(pod.name()).isEqualTo("db-7");
    assertThat(pod.metadata().labels())
        .containsOnly(
            Map.entry("app", "db"),
            Map.entry("apps.kubernetes.io/pod-index", "7"),
            Map.entry("statefulset.kubernetes.io/pod-name", "db-7"),
            Map.entry("controller-revision-hash", "db-1"));
    assertThat(pod.spec().hostname()).isEqualTo("db-7");
    assertThat(pod.spec().subdomain()).isEqualTo("dbs");
    assertThat(
            pod.spec().volumes().stream()
                .collect(
                    Collectors.toMap(v -> v.name(), v -> v.persistentVolumeClaim().claimName())))
        .isEqualTo(Map.of("data", "data-db-7", "tmp", ""));
    PersistentVolumeClaim claim = StatefulPods.claims(set, pod).getFirst();
    assertThat(claim.name()).isEqualTo("data-db-7");
    assertThat(claim.metadata().labels()).isEqualTo(Map.of("a", "b", "app", "db"));
  }

  private static PersistentVolumeClaim claim(String owners) {
    var references = new ArrayList<String>();
    for (String owner : owners.isEmpty() ? new String[0] : owners.split(" ")) {
      String[] word = owner.split(":");
      references.add(
          """
          {"apiVersion": "%s", "kind": "%s", "name": "%s", "uid": "%s", "controller": %s}
          """
              .formatted(
                  word[0].equals("set") ? "apps/v1" : "v1",
                  word[0].equals("set") ? "StatefulSet" : word[0].equals("pod") ? "Pod" : "Other",
                  word[0].equals("set") ? "db" : word[0].equals("pod") ? "db-1" : "other",
                  word[1],
                  word.length == 2));
    }
    return new PersistentVolumeClaim(
        json(
            "{\"metadata\": {\"name\": \"data-db-1\", \"ownerReferences\": [%s]}}"
                .formatted(String.join(",", references))));
  }

  /// The owners are written `kind:uid`, with `:x` behind where they do not control.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Retain | Retain | 2 | ''            | keep | ''
          Retain | Retain | 2 | set:s         | mend | ''
          Retain | Retain | 2 | other:o       | keep | other
          Delete | Retain | 2 | ''            | mend | set
          Delete | Retain | 2 | set:s         | keep | set
          Delete | Retain | 2 | set:s:x       | mend | set
          Delete | Retain | 1 | ''            | mend | set
          Retain | Delete | 2 | ''            | keep | ''
          Retain | Delete | 1 | ''            | mend | Pod
          Retain | Delete | 1 | set:s         | mend | Pod
          Delete | Delete | 2 | ''            | mend | set
          Delete | Delete | 1 | set:s         | mend | Pod
          Delete | Delete | 1 | pod:u1        | keep | Pod
          Delete | Delete | 2 | pod:u1        | mend | set
          Delete | Delete | 2 | set:earlier   | keep | -
          Delete | Delete | 2 | pod:earlier   | keep | -
          Delete | Retain | 2 | other:o       | keep | -
          Delete | Retain | 2 | 'other:o set:s' | mend | other
          """)
  void claimsAreOwnedAsThePolicySays(
      String whenDeleted,
      String whenScaled,
      int replicas,
      String owners,
      String what,
      String after) {
    StatefulSet set = withClaims(replicas, whenDeleted, whenScaled);
    Pod pod = pod(set, new String[] {"1", "new", "up"});
    var retention = ClaimRetention.of(set, pod);
    PersistentVolumeClaim claim = claim(owners);
    assertThat(retention.isKept(claim)).isEqualTo(what.equals("keep"));
    if (!after.equals("-")) {
      assertThat(
              retention.applied(claim).metadata().ownerReferences().stream()
                  .map(r ->
                      r.kind().equals("StatefulSet")
                          ? "set"
                          : r.name().equals("other") ? "other" : r.kind())
                  .collect(Collectors.joining(" ")))
          .isEqualTo(after);
    }
  }

  @Test
  void claimsAreMendedInPassing() {
    StatefulSet set = withClaims(2, "Delete", "Delete");
    PersistentVolumeClaim bare = claim("");
    assertThat(told(StatefulSetPlan.decide(state(set, "0:new:up 1:new:up", bare))))
        .isEqualTo("repair1");
    StatefulSet smaller = withClaims(1, "Delete", "Delete");
    assertThat(told(StatefulSetPlan.decide(state(smaller, "0:new:up 1:new:up", bare))))
        .isEqualTo("own1 -1");
    assertThat(told(StatefulSetPlan.decide(state(set, "0:new:up", claim("pod:earlier")))))
        .isEqualTo("nothing");
  }
}
