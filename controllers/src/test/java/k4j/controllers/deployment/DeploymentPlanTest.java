package k4j.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.DeploymentCondition;
import k4j.api.apps.v1.DeploymentStatus;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.v1.LabelSelector;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;

class DeploymentPlanTest {

  private static final Instant NOW = MovableClock.START;

  private static JsonObject json(String text) {
    return (JsonObject) JsonParser.parse(text);
  }

  private static Deployment deployment(int replicas, String image, String extra) {
    return new Deployment(
        json(
            """
            {"apiVersion": "apps/v1", "kind": "Deployment",
             "metadata": {"name": "web", "namespace": "default", "uid": "d", "generation": 1},
             "spec": {"replicas": %d, "progressDeadlineSeconds": 600, "revisionHistoryLimit": 10,
              %s
              "selector": {"matchLabels": {"app": "web"}},
              "template": {"metadata": {"labels": {"app": "web"}},
               "spec": {"containers": [{"name": "web", "image": "%s"}]}}}}
            """
                .formatted(replicas, extra, image)));
  }

  private static String rolling(int surge, int unavailable) {
    return """
    "strategy": {"type": "RollingUpdate",
                 "rollingUpdate": {"maxSurge": %d, "maxUnavailable": %d}},
    """
        .formatted(surge, unavailable);
  }

  /// A ReplicaSet of the image as a deployment of the given size would have left it.
  private static ReplicaSet set(Deployment of, String image, int size, int available) {
    Deployment then =
        deployment(of.spec().replicas(), image, "")
            .withSpec(of.spec().withTemplate(deployment(1, image, "").spec().template()));
    ReplicaSet fresh =
        DeploymentPlan.decide(then, List.of(), Map.of(), NOW).stream()
            .filter(DeploymentAction.CreateSet.class::isInstance)
            .map(a -> ((DeploymentAction.CreateSet) a).set())
            .findFirst()
            .orElseThrow();
    JsonObject with =
        fresh
            .json()
            .withAt(Json.of("uid-" + image), "metadata", "uid")
            .withAt(Json.of(size), "spec", "replicas")
            .withAt(Json.of(size), "status", "replicas")
            .withAt(Json.of(available), "status", "readyReplicas")
            .withAt(Json.of(available), "status", "availableReplicas");
    return new ReplicaSet(with);
  }

  private static ReplicaSet revised(ReplicaSet set, int revision) {
    return new ReplicaSet(
        set.json()
            .withAt(
                Json.of(Integer.toString(revision)),
                "metadata",
                "annotations",
                Revisions.REVISION));
  }

  /// `create 3`, `web:1 5>3`, `delete web:0`, `status`: what the actions do.
  private static List<String> told(List<DeploymentAction> actions) {
    var told = new ArrayList<String>();
    for (DeploymentAction action : actions) {
      switch (action) {
        case DeploymentAction.CreateSet(ReplicaSet set) ->
            told.add("create " + set.spec().replicas());
        case DeploymentAction.UpdateSet(ReplicaSet before, ReplicaSet set) -> {
          int from = before.spec().replicas();
          int to = set.spec().replicas();
          told.add(image(set) + " " + from + ">" + to);
        }
        case DeploymentAction.DeleteSet(ReplicaSet set) -> told.add("delete " + image(set));
        case DeploymentAction.WriteStatus _ -> {}
        case DeploymentAction.Warn(String reason, String _) -> told.add(reason);
        case DeploymentAction.LookAgain _ -> {}
      }
    }
    return told;
  }

  private static String image(ReplicaSet set) {
    return set.spec().template().spec().containers().getFirst().image();
  }

  private static List<DeploymentAction> decide(Deployment deployment, ReplicaSet... sets) {
    return DeploymentPlan.decide(deployment, List.of(sets), Map.of(), NOW);
  }

  private static Optional<Deployment> written(List<DeploymentAction> actions) {
    return actions.stream()
        .filter(DeploymentAction.WriteStatus.class::isInstance)
        .map(a -> ((DeploymentAction.WriteStatus) a).deployment())
        .findFirst();
  }

  private static DeploymentCondition progressing(List<DeploymentAction> actions) {
    DeploymentStatus status = written(actions).orElseThrow().status();
    return Conditions.get(status, Conditions.PROGRESSING).orElseThrow();
  }

  @Test
  void theFirstSetHasAllPods() {
    List<DeploymentAction> actions = decide(deployment(3, "web:1", ""));
    assertThat(told(actions)).containsExactly("create 3");
    assertThat(progressing(actions).reason()).isEqualTo("NewReplicaSetCreated");
    assertThat(written(actions).orElseThrow().metadata().annotations())
        .containsEntry(Revisions.REVISION, "1");
  }

  @Test
  void aRolloutGoesStepByStep() {
    Deployment to = deployment(4, "web:2", rolling(1, 1));
    ReplicaSet old = set(to, "web:1", 4, 4);
    assertThat(told(decide(to, old))).containsExactlyInAnyOrder("create 1", "web:1 4>3");

    ReplicaSet one = revised(set(to, "web:2", 1, 0), 2);
    ReplicaSet three = set(to, "web:1", 3, 3);
    assertThat(told(decide(to, three, one))).containsExactly("web:2 1>2");

    ReplicaSet two = revised(set(to, "web:2", 2, 2), 2);
    assertThat(told(decide(to, three, two))).containsExactly("web:1 3>1");

    ReplicaSet last = set(to, "web:1", 1, 1);
    assertThat(told(decide(to, last, two))).containsExactly("web:2 2>4");

    ReplicaSet full = revised(set(to, "web:2", 4, 4), 2);
    assertThat(told(decide(to, last, full))).containsExactly("web:1 1>0");
  }

  @Test
  void podsThatAreNotAvailableAreGivenUpFirst() {
    Deployment to = deployment(4, "web:3", rolling(1, 0));
    ReplicaSet broken = set(to, "web:2", 1, 0);
    ReplicaSet good = set(to, "web:1", 4, 4);
    assertThat(told(decide(to, good, broken, revised(set(to, "web:3", 0, 0), 2))))
        .containsExactly("web:2 1>0");
  }

  @Test
  void scalingDuringARolloutIsSpreadByProportion() {
    Deployment ten = deployment(10, "web:2", rolling(3, 2));
    ReplicaSet old = set(ten, "web:1", 8, 8);
    ReplicaSet fresh = revised(set(ten, "web:2", 5, 0), 2);
    Deployment fifteen = deployment(15, "web:2", rolling(3, 2));
    assertThat(told(decide(fifteen, old, fresh)))
        .containsExactlyInAnyOrder("web:1 8>11", "web:2 5>7");
  }

  @Test
  void aPausedDeploymentScalesButDoesNotRoll() {
    Deployment paused = deployment(5, "web:2", "\"paused\": true,");
    ReplicaSet old = set(deployment(3, "web:1", ""), "web:1", 3, 3);
    List<DeploymentAction> actions = decide(paused, old);
    assertThat(told(actions)).containsExactly("web:1 3>5");
    assertThat(progressing(actions).reason()).isEqualTo("DeploymentPaused");
  }

  @Test
  void recreateStopsAllOldPodsFirst() {
    Deployment to = deployment(2, "web:2", "\"strategy\": {\"type\": \"Recreate\"},");
    ReplicaSet old = set(to, "web:1", 2, 2);
    assertThat(told(decide(to, old))).containsExactly("web:1 2>0");

    ReplicaSet stopped =
        new ReplicaSet(set(to, "web:1", 0, 0).json().withAt(Json.of(1), "status", "replicas"));
    assertThat(told(decide(to, stopped))).isEmpty();

    Pod ending = new Pod(json("{\"status\": {\"phase\": \"Running\"}}"));
    assertThat(
            told(
                DeploymentPlan.decide(
                    to,
                    List.of(set(to, "web:1", 0, 0)),
                    Map.of("uid-web:1", List.of(ending)),
                    NOW)))
        .isEmpty();
    assertThat(told(decide(to, set(to, "web:1", 0, 0)))).containsExactly("create 2");
  }

  @Test
  void goingBackToAnOldTemplateRaisesItsRevision() {
    Deployment back = deployment(3, "web:1", "");
    ReplicaSet one = revised(set(back, "web:1", 0, 0), 1);
    ReplicaSet two = revised(set(back, "web:2", 3, 3), 2);
    DeploymentAction.UpdateSet update =
        decide(back, one, two).stream()
            .filter(DeploymentAction.UpdateSet.class::isInstance)
            .map(DeploymentAction.UpdateSet.class::cast)
            .filter(u -> image(u.set()).equals("web:1"))
            .findFirst()
            .orElseThrow();
    assertThat(update.set().metadata().annotations())
        .containsEntry(Revisions.REVISION, "3")
        .containsEntry(Revisions.HISTORY, "1");
  }

  @Test
  void aRolloutThatStandsStillTimesOut() {
    Deployment to = deployment(1, "web:1", "");
    ReplicaSet stuck = set(to, "web:1", 1, 0);
    Deployment seen = written(decide(to)).orElseThrow();
    Deployment waiting =
        written(DeploymentPlan.decide(seen, List.of(stuck), Map.of(), NOW)).orElse(seen);
    List<DeploymentAction> late =
        DeploymentPlan.decide(waiting, List.of(stuck), Map.of(), NOW.plusSeconds(601));
    assertThat(progressing(late).reason()).isEqualTo("ProgressDeadlineExceeded");
    assertThat(progressing(late).message())
        .isEqualTo("ReplicaSet \"%s\" has timed out progressing.".formatted(stuck.name()));
  }

  @Test
  void whenAllPodsAreAvailableItIsComplete() {
    Deployment to = deployment(2, "web:1", "");
    Deployment seen = written(decide(to)).orElseThrow();
    List<DeploymentAction> actions =
        DeploymentPlan.decide(seen, List.of(set(to, "web:1", 2, 2)), Map.of(), NOW);
    assertThat(progressing(actions).reason()).isEqualTo("NewReplicaSetAvailable");
    Deployment done = written(actions).orElseThrow();
    assertThat(
            DeploymentPlan.decide(
                done, List.of(set(to, "web:1", 2, 2)), Map.of(), NOW.plusSeconds(5)))
        .isEmpty();
  }

  @Test
  void oldSetsBeyondTheLimitGo() {
    Deployment to = deployment(1, "web:9", "");
    to = to.withSpec(to.spec().withRevisionHistoryLimit(1));
    ReplicaSet first = revised(set(to, "web:1", 0, 0), 1);
    ReplicaSet second = revised(set(to, "web:2", 0, 0), 2);
    ReplicaSet current = revised(set(to, "web:9", 1, 1), 3);
    Deployment done = written(decide(to, first, second, current)).orElseThrow();
    assertThat(told(decide(done, first, second, current))).containsExactly("delete web:1");
  }

  @Test
  void aSelectorThatChoosesEverythingIsRefused() {
    Deployment all = deployment(1, "web:1", "");
    all = all.withSpec(all.spec().withSelector(LabelSelector.EMPTY));
    assertThat(told(decide(all))).containsExactly("SelectingAll");
  }
}
