package k4j.controllers.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import k4j.api.apps.v1.DaemonSet;
import k4j.api.apps.v1.DaemonSetStatus;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nodes are written `n1`, `n2!` with a taint NoSchedule, `n3!!` with a taint NoExecute. Pods are
/// written `node:name:template:state`, the template `new` or `old`, the state `up` (ready for
/// long), `fresh` (ready just now), `down`, `failed`, `done` or `going`, with `?` before the node
/// where the pod is not yet bound.
class DaemonSetPlanTest {

  private static final Instant NOW = MovableClock.START;
  private static final String HASH = "h2";

  private static JsonObject json(String text) {
    return (JsonObject) JsonParser.parse(text);
  }

  private static DaemonSet set(String surge, String unavailable, int minReady, String extra) {
    return new DaemonSet(
        json(
            """
            {"apiVersion": "apps/v1", "kind": "DaemonSet",
             "metadata": {"name": "d", "namespace": "default", "uid": "d", "generation": 3},
             "spec": {"selector": {"matchLabels": {"app": "d"}}, "minReadySeconds": %d,
              "updateStrategy": {"type": "RollingUpdate",
               "rollingUpdate": {"maxSurge": %s, "maxUnavailable": %s}},
              "template": {"metadata": {"labels": {"app": "d"}},
               "spec": {%s "containers": [{"name": "c", "image": "i"}]}}}}
            """
                .formatted(minReady, amount(surge), amount(unavailable), extra)));
  }

  private static String amount(String text) {
    return text.endsWith("%") ? "\"" + text + "\"" : text;
  }

  private static List<Node> nodes(String text) {
    return Arrays.stream(text.split(" "))
        .map(name -> {
          String effect =
              name.endsWith("!!") ? "NoExecute" : name.endsWith("!") ? "NoSchedule" : "";
          String taints =
              effect.isEmpty() ? "" : "{\"key\": \"k\", \"effect\": \"%s\"}".formatted(effect);
          return new Node(
              json(
                  "{\"metadata\": {\"name\": \"%s\", \"labels\": {\"at\": \"%1$s\"}}, \"spec\": {\"taints\": [%s]}}"
                      .formatted(name.replace("!", ""), taints)));
        })
        .toList();
  }

  private static List<Pod> pods(String text) {
    var pods = new ArrayList<Pod>();
    for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
      pods.add(pod(word.split(":"), pods.size()));
    }
    return pods;
  }

  private static Pod pod(String[] word, int number) {
    String state = word[3];
    boolean ready = state.equals("up") || state.equals("fresh") || state.equals("going");
    Instant since = state.equals("fresh") ? NOW : NOW.minusSeconds(3600);
    String phase =
        switch (state) {
          case "failed" -> "Failed";
          case "done" -> "Succeeded";
          default -> "Running";
        };
    JsonObject pod =
        json(
            """
            {"metadata": {"name": "%s", "uid": "%1$s", "creationTimestamp": "%s",
              "labels": {"controller-revision-hash": "%s"}},
             "status": {"phase": "%s", "conditions": [{"type": "Ready", "status": "%s",
               "lastTransitionTime": "%s"}]}}
            """
                .formatted(
                    word[1],
                    NOW.minusSeconds(7200 - number),
                    word[2].equals("new") ? HASH : "h1",
                    phase,
                    ready ? "True" : "False",
                    since));
    if (state.equals("going")) {
      pod = pod.withAt(Json.of(NOW.toString()), "metadata", "deletionTimestamp");
    }
    if (word[0].startsWith("?")) {
      var pinned = DaemonPods.template(set("0", "1", 0, ""), HASH, word[0].substring(1));
      return new Pod(pod.with("spec", pinned.spec().json()));
    }
    return new Pod(pod.withAt(Json.of(word[0]), "spec", "nodeName"));
  }

  private static DaemonSetState state(DaemonSet set, String nodes, String pods) {
    return DaemonSetState.of(set, nodes(nodes), pods(pods), HASH, NOW);
  }

  private static String told(DaemonSetStep step) {
    var told = new ArrayList<String>();
    if (!step.create().isEmpty()) {
      told.add("create " + String.join(" ", step.create()));
    }
    if (!step.delete().isEmpty()) {
      told.add("delete " + names(step.delete()));
    }
    if (!step.ended().isEmpty()) {
      told.add("ended " + names(step.ended()));
    }
    step.again().ifPresent(delay -> told.add("again " + delay.toSeconds()));
    return told.isEmpty() ? "nothing" : String.join(", ", told);
  }

  private static String names(List<Pod> pods) {
    return pods.stream().map(Pod::name).collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | n1 n2    |                                     | 'create n1 n2'
          0 | n1 n2    | n1:a:old:up n2:b:new:down           | nothing
          0 | n1! n2!! |                                     | nothing
          0 | n1! n2!! | n1:a:new:up n2:b:new:up             | 'delete b'
          0 | n1       | n1:a:new:going                      | nothing
          0 | n1       | n1:a:new:up n1:b:new:up             | 'delete b'
          0 | n1       | ?n1:a:new:down n1:b:new:up          | 'delete a'
          0 | n1 n2    | n1:a:new:failed n2:b:new:done       | 'delete a b, ended a b'
          0 | slow     | slow:a:new:failed                   | 'again 4'
          0 | slow n1  | slow:a:new:failed n1:b:new:done     | 'delete b, ended b, again 4'
          0 | n1!!     | n1:a:new:failed n1:b:new:going      | 'delete a'
          0 | n1       | n1:a:new:up ?n9:b:new:down n9:c:new:up | 'delete b'
          1 | n1       | n1:a:new:going                      | 'create n1'
          1 | n1       | n1:a:new:failed                     | 'create n1, delete a, ended a'
          1 | n1       | n1:a:old:up n1:b:new:down           | nothing
          1 | n1       | n1:a:old:up n1:b:new:fresh          | nothing
          1 | n1       | n1:a:old:up n1:b:new:up             | 'delete a'
          1 | n1       | n1:a:old:down n1:b:new:down         | 'delete a'
          1 | n1       | n1:a:old:up n1:b:old:up n1:c:new:down n1:d:new:down | 'delete b d'
          """)
  void keepsAPodOnEveryNodeThatFits(String surge, String nodes, String pods, String expected) {
    var set = set(surge, surge.equals("0") ? "1" : "0", 10, "");
    DaemonSetStep step =
        DaemonSetPlan.decide(
            state(set, nodes, pods == null ? "" : pods),
            node -> node.equals("slow") ? Optional.of(Duration.ofSeconds(4)) : Optional.empty());
    assertThat(told(step)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0   | 1   | n1 n2 n3    | n1:a:old:up n2:b:old:up n3:c:old:up     | 'delete a'
          0   | 2   | n1 n2 n3    | n1:a:old:up n2:b:old:up n3:c:old:up     | 'delete a b'
          0   | 50% | n1 n2 n3    | n1:a:old:up n2:b:old:up n3:c:old:up     | 'delete a b'
          0   | 1   | n1 n2 n3    | n1:a:new:up n2:b:old:up n3:c:old:up     | 'delete b'
          0   | 1   | n1 n2 n3    | n1:a:new:down n2:b:old:up n3:c:old:up   | nothing
          0   | 1   | n1 n2 n3    | n1:a:new:fresh n2:b:old:up n3:c:old:up  | nothing
          0   | 1   | n1 n2 n3    | n1:a:new:up n2:b:old:down n3:c:old:down | 'delete b c'
          0   | 1   | n1 n2 n3    | n1:a:old:down n2:b:old:up n3:c:old:up   | 'delete a'
          0   | 2   | n1 n2 n3    | n1:a:old:down n2:b:old:up n3:c:old:up   | 'delete a b'
          0   | 1   | n1 n2 n3    | n1:a:old:going n2:b:old:up n3:c:old:up  | nothing
          0   | 2   | n1 n2 n3    | n1:a:old:up n1:b:old:up n2:c:old:up n3:d:old:up | 'delete c'
          0   | 0   | n1 n2       | n1:a:old:up n2:b:old:up                 | 'delete a'
          0   | 1   | n1 n2       | n1:a:new:up n2:b:new:up                 | nothing
          1   | 0   | n1 n2 n3    | n1:a:old:up n2:b:old:up n3:c:old:up     | 'create n1'
          50% | 0   | n1 n2 n3    | n1:a:old:up n2:b:old:up n3:c:old:up     | 'create n1 n2'
          1   | 0   | n1 n2       | n1:a:old:up n1:b:new:down n2:c:old:up   | nothing
          1   | 0   | n1 n2       | n1:a:old:up n1:b:new:up n2:c:old:up     | 'create n2, delete a'
          1   | 0   | n1 n2       | n1:a:old:down n2:c:old:down             | 'create n1 n2'
          1   | 0   | n1! n2      | n1:a:old:down n2:c:new:up               | 'delete a'
          1   | 0   | n1! n2      | n1:a:old:up n2:c:new:up                 | 'delete a'
          1   | 0   | n1! n2      | n1:a:old:up n2:c:new:down               | nothing
          """)
  void spreadsANewTemplate(
      String surge, String unavailable, String nodes, String pods, String expected) {
    var step = RollingUpdatePlan.decide(state(set(surge, unavailable, 10, ""), nodes, pods));
    assertThat(told(step)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          n1 n2 n3    |                                            | 3 0 0 0 0 0 3
          n1 n2! n3!! | n1:a:new:up n2:b:new:up                    | 1 1 1 1 1 1 0
          n1 n2 n3    | n1:a:old:up n2:b:new:fresh n3:c:new:down   | 3 3 0 2 2 1 2
          n1          | n1:a:old:up n1:b:new:up                    | 1 1 0 1 0 1 0
          n1          | ?n1:a:new:up n1:b:old:down                 | 1 1 0 0 0 0 1
          """)
  void counts(String nodes, String pods, String expected) {
    DaemonSetStatus status =
        DaemonSetStatusPlan.decide(
            state(set("0", "1", 10, ""), nodes, pods == null ? "" : pods), true);
    assertThat(
            "%d %d %d %d %d %d %d"
                .formatted(
                    status.desiredNumberScheduled(),
                    status.currentNumberScheduled(),
                    status.numberMisscheduled(),
                    status.numberReady(),
                    status.updatedNumberScheduled(),
                    status.numberAvailable(),
                    status.numberUnavailable()))
        .isEqualTo(expected);
    assertThat(status.observedGeneration()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "nodeSelector": {"at": "n1"},                                | n1  | RUN
          "nodeSelector": {"at": "n2"},                                | n1  | LEAVE
          "nodeName": "n1",                                            | n1  | RUN
          "nodeName": "n2",                                            | n1  | LEAVE
          "tolerations": [{"operator": "Exists"}],                     | n1!! | RUN
          "tolerations": [{"key": "k", "effect": "NoSchedule"}],       | n1!  | RUN
          "tolerations": [{"key": "x", "effect": "NoSchedule"}],       | n1!  | STAY
          "tolerations": [],                                           | n1!! | LEAVE
          """)
  void fitsNodes(String extra, String node, NodeFit.Verdict expected) {
    var fit = NodeFit.of(set("0", "1", 0, extra));
    assertThat(fit.on(nodes(node).getFirst())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"matchExpressions": [{"key": "at", "operator": "In", "values": ["n1"]}]}            | RUN
          {"matchExpressions": [{"key": "at", "operator": "In", "values": ["n2"]}]}            | LEAVE
          {"matchExpressions": [{"key": "at", "operator": "Exists"}]}                          | RUN
          {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n1"]}]}      | RUN
          {"matchFields": [{"key": "metadata.name", "operator": "NotIn", "values": ["n1"]}]}   | LEAVE
          {}                                                                                   | LEAVE
          """)
  void keepsToAffinity(String term, NodeFit.Verdict expected) {
    String affinity =
        """
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
          {"nodeSelectorTerms": [%s]}}},
        """
            .formatted(term);
    assertThat(NodeFit.of(set("0", "1", 0, affinity)).on(nodes("n1").getFirst()))
        .isEqualTo(expected);
  }

  @Test
  void pinsPodsAndMakesThemTolerant() {
    var set =
        set(
            "0",
            "1",
            0,
            """
            "hostNetwork": true, "tolerations": [{"key": "mine", "operator": "Exists"},
              {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute",
               "tolerationSeconds": 5}],
            """);
    set =
        new DaemonSet(
            set.json()
                .withAt(
                    Json.of("7"),
                    "metadata",
                    "annotations",
                    "deprecated.daemonset.template.generation"));
    var template = DaemonPods.template(set, HASH, "n1");
    assertThat(template.metadata().labels())
        .containsEntry("controller-revision-hash", HASH)
        .containsEntry("pod-template-generation", "7")
        .containsEntry("app", "d");
    assertThat(template.spec().tolerations())
        .extracting(t -> t.key() + ":" + t.effect() + ":" + t.hasTolerationSeconds())
        .containsExactly(
            "mine::false",
            "node.kubernetes.io/not-ready:NoExecute:false",
            "node.kubernetes.io/unreachable:NoExecute:false",
            "node.kubernetes.io/disk-pressure:NoSchedule:false",
            "node.kubernetes.io/memory-pressure:NoSchedule:false",
            "node.kubernetes.io/pid-pressure:NoSchedule:false",
            "node.kubernetes.io/unschedulable:NoSchedule:false",
            "node.kubernetes.io/network-unavailable:NoSchedule:false");
    var pod = new Pod(json("{}").with("spec", template.spec().json()));
    assertThat(DaemonPods.targetNode(pod)).contains("n1");
  }

  @Test
  void failedPodsWaitEverLonger() {
    var clock = new MovableClock();
    var failed = new FailedPods(clock);
    var set = set("0", "1", 0, "");
    var waits = new ArrayList<Long>();
    for (int i = 0; i < 12; i++) {
      assertThat(failed.delay(set, "n1")).isEmpty();
      failed.replaced(set, "n1");
      Duration delay = failed.delay(set, "n1").orElseThrow();
      waits.add(delay.toSeconds());
      assertThat(failed.delay(set, "n2")).isEmpty();
      clock.advance(delay);
    }
    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 900L, 900L);
    clock.advance(Duration.ofMinutes(31));
    failed.replaced(set, "n1");
    assertThat(failed.delay(set, "n1")).contains(Duration.ofSeconds(1));
  }
}
