package k4j.apiserver.admission.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.apiserver.Api;
import k4j.apiserver.webhook.TestWebhook;
import k4j.apiserver.webhook.TestWebhook.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Requests that webhooks see, change and refuse.
class WebhookAdmissionTest {

  private static final String CREATE_MAPS = HookedApi.rule("'CREATE'", "'configmaps'");
  private static final String ALL_MAPS = HookedApi.rule("'*'", "'configmaps'");

  private final HookedApi hooked = new HookedApi();
  private final Api api = hooked.api;

  @AfterEach
  void close() {
    hooked.close();
  }

  @Test
  void aWebhookIsAskedWithEverything() {
    hooked.configure("validating", "check", ALL_MAPS, "");
    api.configMap("a");
    JsonObject request = hooked.asked();
    assertThat(request.without("object").without("userInfo"))
        .isEqualTo(
            Api.json(
                "{'uid':'review-uid','kind':{'group':'','version':'v1','kind':'ConfigMap'},"
                    + "'resource':{'group':'','version':'v1','resource':'configmaps'},"
                    + "'requestKind':{'group':'','version':'v1','kind':'ConfigMap'},"
                    + "'requestResource':{'group':'','version':'v1','resource':'configmaps'},"
                    + "'name':'a','namespace':'default','operation':'CREATE','oldObject':null,"
                    + "'dryRun':false,"
                    + "'options':{'kind':'CreateOptions','apiVersion':'meta.k8s.io/v1'}}"));
    assertThat(request.object("userInfo"))
        .isEqualTo(Api.json("{'username':'admin','groups':['system:masters']}"));
    assertThat(request.object("object").object("data")).isEqualTo(Api.json("{'key':'value'}"));
    assertThat(request.object("object").string("kind")).isEqualTo("ConfigMap");

    api.merge(Api.CONFIGMAPS + "/a?fieldManager=me&dryRun=All", "{'data':{'key':'other'}}");
    JsonObject update = hooked.asked();
    assertThat(update.string("operation")).isEqualTo("UPDATE");
    assertThat(update.object("oldObject").object("data")).isEqualTo(Api.json("{'key':'value'}"));
    assertThat(update.object("object").object("data")).isEqualTo(Api.json("{'key':'other'}"));
    assertThat(update.bool("dryRun")).isTrue();
    assertThat(update.object("options"))
        .isEqualTo(
            Api.json(
                "{'kind':'UpdateOptions','apiVersion':'meta.k8s.io/v1','dryRun':['All'],"
                    + "'fieldManager':'me'}"));

    api.delete(Api.CONFIGMAPS + "/a", "{'gracePeriodSeconds':3}");
    JsonObject delete = hooked.asked();
    assertThat(delete.string("operation")).isEqualTo("DELETE");
    assertThat(delete.get("object")).isEqualTo(JsonNull.NULL);
    assertThat(delete.object("oldObject").object("metadata").string("name")).isEqualTo("a");
    assertThat(delete.object("options").integer("gracePeriodSeconds")).isEqualTo(3);
  }

  @Test
  void aPatchIsAppliedAndDefaulted() {
    hooked.configure("mutating", "patch", HookedApi.rule("'CREATE'", "'pods'"), "");
    hooked.answering(_ ->
        HookedApi.patch(
            "[{'op':'add','path':'/spec/containers/-','value':{'name':'more','image':'j'}},"
                + "{'op':'add','path':'/metadata/annotations','value':{'by':'hook'}}]"));
    JsonObject pod = api.pod("a", "{}");
    assertThat(Api.metadata(pod).object("annotations")).isEqualTo(Api.json("{'by':'hook'}"));
    assertThat(pod.object("spec").array("containers").object(1).string("imagePullPolicy"))
        .isEqualTo("Always");
  }

  @Test
  void aDenialPassesCodeReasonAndMessage() {
    hooked.configure("validating", "check", ALL_MAPS, "");
    hooked.answering("{'allowed':false}");
    assertThat(Api.failureText(() -> api.configMap("a")))
        .isEqualTo(
            "400 : admission webhook \"check.example.com\" denied the request without explanation");
    hooked.answering("{'allowed':false,'status':{'reason':'Forbidden'}}");
    assertThat(Api.failureText(() -> api.configMap("a")))
        .isEqualTo(
            "400 Forbidden: admission webhook \"check.example.com\" denied the request: Forbidden");
    hooked.answering(
        "{'allowed':false,'status':{'code':451,'message':'no','details':{'causes':[{'message':'x'}]}"
            + "}}");
    Status status = Api.failure(() -> api.configMap("a"));
    assertThat(status.code()).isEqualTo(451);
    assertThat(status.message())
        .isEqualTo("admission webhook \"check.example.com\" denied the request: no");
    assertThat(status.details().causes().getFirst().message()).isEqualTo("x");
  }

  @Test
  void warningsReachTheClient() {
    hooked.configure("validating", "check", ALL_MAPS, "");
    hooked.answering("{'allowed':true,'warnings':['mind','this']}");
    Response response =
        api.send("POST", Api.CONFIGMAPS, Request.JSON, Api.json("{'metadata':{'name':'a'}}"));
    assertThat(response.warnings()).containsExactly("mind", "this");
  }

  @Test
  void answersThatAreNoneAreFailures() {
    hooked.configure("mutating", "odd", CREATE_MAPS, "");
    String start =
        "500 InternalError: Internal error occurred: failed calling webhook"
            + " \"odd.example.com\": ";
    String invalid = start + "received invalid webhook response: ";
    var rows =
        List.of(
            List.of(
                "{'allowed':true,'uid':'other'}",
                invalid + "expected response.uid=\"review-uid\", got \"other\""),
            List.of(
                "{'kind':'AdmissionReview','apiVersion':'admission.k8s.io/v1'}",
                invalid + "webhook response was absent"),
            List.of(
                "{'allowed':true,'patchType':'JSONPatch'}",
                invalid + "webhook returned response.patchType but not response.patch"),
            List.of(
                "{'allowed':true,'patch':'W10='}",
                invalid + "webhook returned response.patch but not response.patchType"),
            List.of(
                "{'kind':'Other','apiVersion':'v1'}",
                start
                    + "failed to call webhook: no kind \"Other\" is registered for version \"v1\""
                    + " in scheme \"pkg/util/webhook/client.go:71\""));
    for (List<String> row : rows) {
      hooked.answering(row.get(0));
      assertThat(Api.failureText(() -> api.configMap("a"))).isEqualTo(row.get(1));
    }
  }

  @Test
  void aFailureMayBeIgnored() {
    hooked.configure("mutating", "one", CREATE_MAPS, "'failurePolicy':'Ignore'");
    hooked.configure("validating", "two", CREATE_MAPS, "'failurePolicy':'Ignore'");
    hooked.answering("{'kind':'Status','status':'Failure','message':'broken'}");
    api.configMap("a");
    assertThat(hooked.hooks.received()).hasSize(2);
    hooked.configure("validating", "three", CREATE_MAPS, "");
    assertThat(Api.failureText(() -> api.configMap("b")))
        .isEqualTo(
            "500 InternalError: Internal error occurred: failed calling webhook"
                + " \"three.example.com\": failed to call webhook: broken");
  }

  @Test
  void selectorsLookAtNamespaceAndObject() {
    api.post("/api/v1/namespaces", "{'metadata':{'name':'watched','labels':{'hook':'on'}}}");
    api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
    hooked.configure(
        "validating", "ns", ALL_MAPS, "'namespaceSelector':{'matchLabels':{'hook':'on'}}");
    api.configMap("a");
    assertThat(hooked.hooks.received()).isEmpty();
    api.post("/api/v1/namespaces/watched/configmaps", "{'metadata':{'name':'a'}}");
    assertThat(hooked.asked().string("namespace")).isEqualTo("watched");

    hooked.configure(
        "validating", "object", ALL_MAPS, "'objectSelector':{'matchLabels':{'hook':'on'}}");
    api.merge(Api.CONFIGMAPS + "/a", "{'data':{'k':'1'}}");
    assertThat(hooked.hooks.received()).isEmpty();
    api.merge(Api.CONFIGMAPS + "/a", "{'metadata':{'labels':{'hook':'on'}}}");
    assertThat(hooked.asked().string("operation")).isEqualTo("UPDATE");
    api.merge(Api.CONFIGMAPS + "/a", "{'metadata':{'labels':null}}");
    assertThat(hooked.asked().object("oldObject").object("metadata").object("labels"))
        .isEqualTo(Api.json("{'hook':'on'}"));
  }

  @Test
  void theNamespaceOfANamespaceIsItself() {
    hooked.configure(
        "validating",
        "ns",
        HookedApi.rule("'*'", "'namespaces'"),
        "'namespaceSelector':{'matchLabels':{'hook':'on'}}");
    api.post("/api/v1/namespaces", "{'metadata':{'name':'a'}}");
    assertThat(hooked.hooks.received()).isEmpty();
    api.post("/api/v1/namespaces", "{'metadata':{'name':'b','labels':{'hook':'on'}}}");
    assertThat(hooked.asked().string("namespace")).isEqualTo("b");
    api.delete("/api/v1/namespaces/b");
    assertThat(hooked.asked().string("operation")).isEqualTo("DELETE");
  }

  @Test
  void aTrialIsToldAsSuch() {
    hooked.configure("mutating", "one", CREATE_MAPS, "");
    api.post(Api.CONFIGMAPS + "?dryRun=All", "{'metadata':{'name':'a'}}");
    assertThat(hooked.asked().bool("dryRun")).isTrue();
  }

  @Test
  void webhooksThatMayBlockAdmissionAreNotAskedAboutIt() {
    hooked.configure("validating", "all", HookedApi.rule("'*'", "'*/*'"), "");
    hooked.answering("{'allowed':false}");
    hooked.configure("mutating", "other", CREATE_MAPS, "");
    api.delete("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/all");
    hooked.answering("{'allowed':true}");
    api.configMap("a");
    assertThat(hooked.hooks.received())
        .extracting(Received::target)
        .containsExactly("/other?timeout=10s");
  }

  @Test
  void mutatingWebhooksComeByNameAndSeeWhatOthersDid() {
    hooked.configure("mutating", "b", CREATE_MAPS, "'reinvocationPolicy':'IfNeeded'");
    hooked.configure("mutating", "c", CREATE_MAPS, "");
    hooked.configure("mutating", "a", CREATE_MAPS, "");
    var seen = new ArrayList<String>();
    hooked.answering(request -> {
      JsonObject data = request.object("object").object("data");
      seen.add(String.join(",", data.names()));
      return HookedApi.patch(
          "[{'op':'add','path':'/data/%s','value':'x'}]".formatted("k" + data.size()));
    });
    JsonObject map = api.configMap("m");
    // a, b and c; then b once more, since c changed what it had seen
    assertThat(hooked.hooks.received())
        .extracting(received -> received.target().substring(0, 2))
        .containsExactly("/a", "/b", "/c", "/b");
    assertThat(seen).containsExactly("key", "k1,key", "k1,k2,key", "k1,k2,k3,key");
    assertThat(map.object("data").names()).containsExactly("k1", "k2", "k3", "k4", "key");
  }

  @Test
  void otherVersionsOfTheSameObjectsCount() {
    String rule =
        "{'operations':['*'],'apiGroups':['autoscaling'],'apiVersions':['v2'],"
            + "'resources':['horizontalpodautoscalers']}";
    hooked.configure("mutating", "scale", rule, "");
    hooked.answering(_ -> HookedApi.patch("[{'op':'add','path':'/spec/minReplicas','value':2}]"));
    hooked.configure("validating", "exact", rule, "'matchPolicy':'Exact'");
    JsonObject made =
        api.post(
            "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers",
            "{'metadata':{'name':'a'},'spec':{'maxReplicas':5,'targetCPUUtilizationPercentage':50,"
                + "'scaleTargetRef':{'kind':'Deployment','name':'d','apiVersion':'apps/v1'}}}");
    assertThat(made.string("apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(made.object("spec").integer("minReplicas")).isEqualTo(2);
    JsonObject request = hooked.asked();
    assertThat(request.object("kind").string("version")).isEqualTo("v2");
    assertThat(request.object("requestKind").string("version")).isEqualTo("v1");
    assertThat(request.object("object").string("apiVersion")).isEqualTo("autoscaling/v2");
    assertThat(request.object("object").object("spec").has("metrics")).isTrue();
    assertThat(hooked.hooks.received()).isEmpty();
    assertThat(
            Api.failureText(() ->
                api.delete("/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers/a")))
        .isEqualTo(
            "500 InternalError: Internal error occurred: admission webhook \"scale.example.com\""
                + " attempted to modify the object, which is not supported for this operation");
  }

  @Test
  void subresourcesHaveKindsOfTheirOwn() {
    api.post(
        "/apis/apps/v1/namespaces/default/deployments",
        "{'metadata':{'name':'d'},'spec':{'replicas':1,'selector':{'matchLabels':{'a':'b'}},"
            + "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':"
            + "[{'name':'c','image':'i'}]}}}}");
    hooked.configure("mutating", "more", HookedApi.rule("'*'", "'*/scale'"), "");
    hooked.answering(_ -> HookedApi.patch("[{'op':'replace','path':'/spec/replicas','value':7}]"));
    JsonObject scale =
        api.merge(
            "/apis/apps/v1/namespaces/default/deployments/d/scale", "{'spec':{'replicas':2}}");
    assertThat(scale.object("spec").integer("replicas")).isEqualTo(7);
    JsonObject request = hooked.asked();
    assertThat(request.object("kind"))
        .isEqualTo(Api.json("{'group':'autoscaling','version':'v1','kind':'Scale'}"));
    assertThat(request.object("resource").string("resource")).isEqualTo("deployments");
    assertThat(request.string("subResource")).isEqualTo("scale");
    assertThat(request.string("requestSubResource")).isEqualTo("scale");
    assertThat(request.object("object").object("spec").integer("replicas")).isEqualTo(2);
    assertThat(request.object("oldObject").object("spec").integer("replicas")).isEqualTo(1);
  }

  @Test
  void anEvictionIsCreatedNotDeleted() {
    api.pod("a", "{}");
    hooked.configure("validating", "see", HookedApi.rule("'*'", "'*/*'"), "");
    hooked.answering("{'allowed':false,'status':{'message':'not now'}}");
    String path = Api.PODS + "/a/eviction";
    assertThat(Api.failureText(() -> api.post(path, "{'metadata':{'name':'a'}}")))
        .isEqualTo("400 : admission webhook \"see.example.com\" denied the request: not now");
    JsonObject request = hooked.asked();
    assertThat(request.object("kind").string("kind")).isEqualTo("Eviction");
    assertThat(request.string("name")).isEqualTo("a");
    hooked.answering("{'allowed':true}");
    api.post(path, "{'metadata':{'name':'a'}}");
    assertThat(hooked.asked().string("operation")).isEqualTo("CREATE");
    assertThat(hooked.hooks.received()).isEmpty();
  }

  @Test
  void connectionsAreAskedForBeforeTheyBegin() {
    api.pod("a", "{}");
    hooked.configure("validating", "see", HookedApi.rule("'CONNECT'", "'pods/*'"), "");
    hooked.answering("{'allowed':false,'status':{'message':'no way in'}}");
    String denied = "400 : admission webhook \"see.example.com\" denied the request: no way in";
    assertThat(
            Api.failureText(
                () -> api.post(Api.PODS + "/a/exec?command=ls&command=-l&stdout=true", "{}")))
        .isEqualTo(denied);
    JsonObject request = hooked.asked();
    assertThat(request.string("operation")).isEqualTo("CONNECT");
    assertThat(request.object("object"))
        .isEqualTo(
            Api.json(
                "{'kind':'PodExecOptions','apiVersion':'v1','stdout':true,'command':['ls','-l']}"));
    assertThat(request.get("options")).isEqualTo(JsonNull.NULL);
    assertThat(Api.failureText(() -> api.get(Api.PODS + "/a:80/proxy/x/y"))).isEqualTo(denied);
    assertThat(hooked.asked().object("object"))
        .isEqualTo(Api.json("{'kind':'PodProxyOptions','apiVersion':'v1','path':'/x/y'}"));
  }

  @Test
  void conditionsHaveTheLastWord() {
    hooked.configure(
        "validating",
        "picky",
        ALL_MAPS,
        "'matchConditions':[{'name':'who','expression':'request.userInfo.username != \\\"bob\\\"'},"
            + "{'name':'what','expression':'object.data.key == \\\"value\\\"'},"
            + "{'name':'may','expression':'authorizer.group(\\\"\\\").resource(\\\"pods\\\")"
            + ".check(\\\"get\\\").allowed()'}]");
    api.configMap("a");
    assertThat(hooked.asked().string("name")).isEqualTo("a");
    api.merge(Api.CONFIGMAPS + "/a", "{'data':{'key':'other'}}");
    assertThat(hooked.hooks.received()).isEmpty();
    assertThat(Api.failureText(() -> api.merge(Api.CONFIGMAPS + "/a", "{'data':null}")))
        .startsWith("403 Forbidden: configmaps \"a\" is forbidden: expression '")
        .endsWith("no such key: data");
  }

  @Test
  void validatingWebhooksAreAskedAtOnce() {
    for (String name : List.of("a", "b", "c")) {
      hooked.configure("validating", name, CREATE_MAPS, "");
    }
    var together = new CyclicBarrier(3);
    hooked.answering(_ -> {
      try {
        together.await();
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new IllegalStateException(e);
      }
      return HookedApi.allowed();
    });
    api.configMap("a");
    assertThat(hooked.hooks.received()).hasSize(3);
  }

  @Test
  void theOlderReviewIsUnderstood() {
    api.post(
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        ("{'metadata':{'name':'old'},'webhooks':[{'name':'old.example.com','sideEffects':'None',"
                + "'admissionReviewVersions':['v1beta1'],'rules':[%s],'clientConfig':{'url':'%s',"
                + "'caBundle':'%s'}}]}")
            .formatted(CREATE_MAPS, hooked.hooks.url(), TestWebhook.caBundle()));
    hooked.answering(_ ->
        HookedApi.patch("[{'op':'add','path':'/data/x','value':'y'}]")
            .without("patchType")
            .with("uid", "whatever"));
    assertThat(api.configMap("a").object("data").string("x")).isEqualTo("y");
  }
}
