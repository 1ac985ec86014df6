package k4j.apiserver.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.json.JsonObject;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;

/// Kinds that are served in two versions, through the server.
class ConversionTest {

  private final Api api = new Api();

  @Test
  void eventsAreTheSameInBothGroups() {
    api.post(
        "/apis/events.k8s.io/v1/namespaces/default/events",
        "{'metadata':{'name':'a'},'regarding':{'kind':'Pod','name':'p'},'note':'hello',"
            + "'reason':'R','type':'Normal','reportingController':'c','action':'A',"
            + "'reportingInstance':'c-1','eventTime':'2026-01-01T00:00:00.000000Z'}");
    JsonObject old = api.get("/api/v1/namespaces/default/events/a");
    assertThat(old.string("apiVersion")).isEqualTo("v1");
    assertThat(old.string("message")).isEqualTo("hello");
    assertThat(old.object("involvedObject").string("name")).isEqualTo("p");
    assertThat(old.string("reportingComponent")).isEqualTo("c");
    JsonObject back = api.get("/apis/events.k8s.io/v1/namespaces/default/events/a");
    assertThat(back.string("note")).isEqualTo("hello");
    assertThat(
            Api.names(
                api.get(
                    "/api/v1/namespaces/default/events"
                        + "?fieldSelector=involvedObject.name=p,reason=R")))
        .containsExactly("a");
    assertThat(
            Api.names(
                api.get(
                    "/apis/events.k8s.io/v1/namespaces/default/events"
                        + "?fieldSelector=regarding.name=p")))
        .containsExactly("a");
  }

  @Test
  void anOldEventIsAcceptedInTheNewVersionAsItIsShown() {
    api.post(
        "/api/v1/namespaces/default/events",
        "{'metadata':{'name':'old'},'involvedObject':{'kind':'Pod','namespace':'default'}}");
    String path = "/apis/events.k8s.io/v1/namespaces/default/events/old";
    JsonObject shown = api.get(path);
    assertThat(shown.string("reportingController")).isEmpty();
    assertThat(Api.failureText(() -> api.put(path, shown.with("reportingController", "a/b"))))
        .contains("reportingController: Invalid value: \"a/b\": field is immutable");
    assertThat(api.put(path, shown).string("reportingController")).isEmpty();
  }

  @Test
  void autoscalersKeepWhatTheOldVersionCannotSay() {
    String v2 = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
    String v1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
    api.post(
        v2,
        "{'metadata':{'name':'a'},'spec':{'maxReplicas':3,'scaleTargetRef':{'kind':'Deployment',"
            + "'name':'d','apiVersion':'apps/v1'},'metrics':[{'type':'Resource','resource':"
            + "{'name':'cpu','target':{'type':'Utilization','averageUtilization':70}}},"
            + "{'type':'Resource','resource':{'name':'memory','target':{'type':'Utilization',"
            + "'averageUtilization':60}}}]}}");
    JsonObject stored = api.get(v2 + "/a");
    JsonObject old = api.get(v1 + "/a");
    assertThat(old.string("apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(old.object("spec").integer("targetCPUUtilizationPercentage")).isEqualTo(70);
    assertThat(old.object("spec").has("metrics")).isFalse();
    api.put(v1 + "/a", old);
    assertThat(api.get(v2 + "/a").object("spec")).isEqualTo(stored.object("spec"));
    assertThat(Api.metadata(api.get(v2 + "/a")).has("annotations")).isFalse();
  }
}
