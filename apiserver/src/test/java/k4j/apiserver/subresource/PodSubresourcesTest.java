package k4j.apiserver.subresource;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;

class PodSubresourcesTest {

  private static final String POD = Api.PODS + "/a";
  private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";

  private final Api api = new Api();

  private void bind(String node) {
    api.post(
        POD + "/binding",
        "{'metadata':{'name':'a','annotations':{'x':'y'}},'target':{'kind':'Node','name':'%s'}}"
            .formatted(node));
  }

  private void running(boolean ready) {
    api.pod("a", "{'app':'web'}");
    bind("n");
    api.merge(
        POD + "/status",
        "{'status':{'phase':'Running','conditions':[{'type':'Ready','status':'%s'}]}}"
            .formatted(ready ? "True" : "False"));
  }

  private void budget(String name, int allowed) {
    api.post(
        BUDGETS,
        ("{'metadata':{'name':'%s'},'spec':{'minAvailable':1,'selector':{'matchLabels':"
                + "{'app':'web'}}}}")
            .formatted(name));
    api.merge(
        BUDGETS + "/" + name + "/status",
        "{'status':{'disruptionsAllowed':%d,'currentHealthy':1,'desiredHealthy':1,'expectedPods':1,"
            .concat("'observedGeneration':1}}")
            .formatted(allowed));
  }

  private JsonObject evict() {
    return api.post(POD + "/eviction", "{'metadata':{'name':'a'}}");
  }

  @Test
  void aPodIsBoundOnce() {
    api.pod("a", "{}");
    bind("n");
    JsonObject pod = api.get(POD);
    assertThat(pod.object("spec").string("nodeName")).isEqualTo("n");
    assertThat(Api.metadata(pod).object("annotations").string("x")).isEqualTo("y");
    assertThat(pod.object("status").array("conditions").object(0))
        .isEqualTo(
            Api.json(
                "{'type':'PodScheduled','status':'True',"
                    + "'lastTransitionTime':'2026-01-01T00:00:00Z'}"));
    assertThat(Api.failureText(() -> bind("m")))
        .isEqualTo(
            "409 Conflict: Operation cannot be fulfilled on pods/binding \"a\": pod a is already"
                + " assigned to node \"n\"");
  }

  @Test
  void theOldBindingsWorkToo() {
    api.pod("a", "{}");
    api.post(
        "/api/v1/namespaces/default/bindings",
        "{'metadata':{'name':'a'},'target':{'kind':'Node','name':'n'}}");
    assertThat(api.get(POD).object("spec").string("nodeName")).isEqualTo("n");
  }

  @Test
  void aBindingNeedsATarget() {
    api.pod("a", "{}");
    assertThat(
            Api.failureText(
                () -> api.post(POD + "/binding", "{'metadata':{'name':'a'},'target':{}}")))
        .isEqualTo("422 Invalid: Binding \"a\" is invalid: target.name: Required value");
  }

  @Test
  void evictionWithoutABudgetDeletes() {
    running(true);
    assertThat(evict().string("status")).isEqualTo("Success");
    assertThat(Api.metadata(api.get(POD)).integer("deletionGracePeriodSeconds")).isEqualTo(30);
  }

  @Test
  void aBudgetThatIsUsedUpRefuses() {
    running(true);
    budget("one", 0);
    Status refused = Api.failure(this::evict);
    assertThat(refused.code()).isEqualTo(429);
    assertThat(refused.message())
        .isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
    assertThat(refused.details().causes().getFirst().message())
        .isEqualTo("The disruption budget one needs 1 healthy pods and has 1 currently");
    assertThat(Api.metadata(api.get(POD)).has("deletionTimestamp")).isFalse();
  }

  @Test
  void aBudgetIsTakenFrom() {
    running(true);
    budget("one", 1);
    evict();
    JsonObject status = api.get(BUDGETS + "/one").object("status");
    assertThat(status.integer("disruptionsAllowed")).isZero();
    assertThat(status.object("disruptedPods").string("a")).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void twoBudgetsAreTooMany() {
    running(true);
    budget("one", 1);
    budget("two", 1);
    assertThat(Api.failureText(this::evict))
        .startsWith("500 : This pod has more than one PodDisruptionBudget");
  }

  @Test
  void aPodThatIsNotReadyIsSparedTheBudget() {
    running(false);
    budget("one", 0);
    evict();
    assertThat(Api.metadata(api.get(POD)).has("deletionTimestamp")).isTrue();
  }
}
