package k4j.apiserver.admission;

import static k4j.apiserver.admission.Requests.create;
import static k4j.apiserver.admission.Requests.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.ResourceName;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.admission.quota.ResourceQuota;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceQuotaTest {

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final AtomicReference<Transport> self = new AtomicReference<>();
  private final ApiServer server =
      new ApiServerBuilder(new BuiltinCatalog(), InstantSource.system(), scheduler, new Random(1))
          .plugins(reader -> List.of(new ResourceQuota(reader, self::get, InstantSource.system())))
          .build();

  ResourceQuotaTest() {
    self.set(server.transport(User.of("system:apiserver", User.MASTERS)));
  }

  @AfterEach
  void close() {
    scheduler.shutdownNow();
  }

  private void quota(String name, String hard, String used) {
    JsonObject quota =
        MapReader.json(
            "{'metadata':{'name':'" + name + "','namespace':'ns'},'spec':{'hard':" + hard + "}}");
    self.get().send(Request.of("POST", "/api/v1/namespaces/ns/resourcequotas", Map.of(), quota));
    self.get()
        .send(
            new Request(
                "PATCH",
                "/api/v1/namespaces/ns/resourcequotas/" + name + "/status",
                Map.of(),
                Request.MERGE_PATCH,
                MapReader.json("{'status':{'hard':" + hard + ",'used':" + used + "}}")));
  }

  private String used(String name) {
    return self.get()
        .send(Request.get("/api/v1/namespaces/ns/resourcequotas/" + name, Map.of()))
        .body()
        .object("status")
        .object("used")
        .toString();
  }

  private void admit(AdmissionRequest request) {
    Requests.admit(new ResourceQuota(server.reader(), self::get, InstantSource.system()), request);
  }

  private static AdmissionRequest pod(String spec) {
    return create(Resources.PODS, "{'metadata':{'name':'p','namespace':'ns'},'spec':" + spec + "}");
  }

  @Test
  void chargesAndRefuses() {
    quota("q", "{'pods':'2','requests.cpu':'1'}", "{'pods':'0','requests.cpu':'0'}");
    String half = "{'containers':[{'name':'c','resources':{'requests':{'cpu':'400m'}}}]}";
    admit(pod(half));
    admit(pod(half));
    assertThat(used("q")).isEqualTo("{\"pods\":\"2\",\"requests.cpu\":\"800m\"}");
    assertThatThrownBy(() -> admit(pod(half)))
        .hasMessage(
            "pods \"p\" is forbidden: exceeded quota: q, requested: pods=1,requests.cpu=400m,"
                + " used: pods=2,requests.cpu=800m, limited: pods=2,requests.cpu=1");
    assertThatThrownBy(() -> admit(pod("{'containers':[{'name':'c'},{'name':'d'}]}")))
        .hasMessage("pods \"p\" is forbidden: failed quota: q: must specify requests.cpu for: c,d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "services | {'type':'NodePort','ports':[{},{}]} | services=1,services.nodeports=2",
        "services | {'type':'LoadBalancer','ports':[{}]} |"
            + " services=1,services.loadbalancers=1,services.nodeports=1",
        "secrets | {} | secrets=1",
        "persistentvolumeclaims | {'storageClassName':'fast','resources':{'requests':"
            + "{'storage':'5Gi'}}} | fast.storageclass.storage.k8s.io/requests.storage=5Gi,"
            + "persistentvolumeclaims=1,requests.storage=5Gi",
      })
  void countsOtherThings(String plural, String spec, String usage) {
    var hard = new StringBuilder();
    for (String each : usage.split(",")) {
      hard.append(hard.isEmpty() ? "" : ",").append("'").append(each.split("=")[0]).append("':'0'");
    }
    quota("q", "{" + hard + "}", "{" + hard + "}");
    var name = new ResourceName("", "v1", plural);
    assertThatThrownBy(() -> admit(create(name, "{'metadata':{'name':'x'},'spec':" + spec + "}")))
        .hasMessageContaining("requested: " + usage + ",");
  }

  @Test
  void countsAnyKindAndChargesOnlyTheDifference() {
    quota("q", "{'count/deployments.apps':'1'}", "{'count/deployments.apps':'1'}");
    assertThatThrownBy(() ->
            admit(
                create(new ResourceName("apps", "v1", "deployments"), "{'metadata':{'name':'d'}}")))
        .hasMessage(
            "deployments.apps \"d\" is forbidden: exceeded quota: q, requested:"
                + " count/deployments.apps=1, used: count/deployments.apps=1, limited:"
                + " count/deployments.apps=1");
    quota("s", "{'services.nodeports':'3'}", "{'services.nodeports':'2'}");
    String two = "{'metadata':{'name':'x'},'spec':{'type':'NodePort','ports':[{},{}]}}";
    String three = "{'metadata':{'name':'x'},'spec':{'type':'NodePort','ports':[{},{},{}]}}";
    admit(update(Resources.SERVICES, three, two));
    assertThat(used("s")).isEqualTo("{\"services.nodeports\":\"3\"}");
  }

  @Test
  void ofManyAtOnceExactlyThoseThatFitPass() {
    quota("q", "{'configmaps':'5'}", "{'configmaps':'0'}");
    var refused = new AtomicInteger();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 20)
          .forEach(i ->
              executor.submit(() -> {
                JsonObject map =
                    MapReader.json("{'metadata':{'name':'m" + i + "','namespace':'ns'}}");
                try {
                  self.get()
                      .send(Request.of("POST", "/api/v1/namespaces/ns/configmaps", Map.of(), map));
                } catch (StatusException e) {
                  refused.incrementAndGet();
                }
              }));
    }
    assertThat(refused).hasValue(15);
    assertThat(server.reader().list(Resources.CONFIG_MAPS, "ns")).hasSize(5);
    assertThat(used("q")).isEqualTo("{\"configmaps\":\"5\"}");
  }

  @Test
  void scopesLimitWhatCounts() {
    JsonObject quota =
        MapReader.json(
            """
            {'spec':{'scopeSelector':{'matchExpressions':[
             {'scopeName':'PriorityClass','operator':'In','values':['high']}]}}}\
            """);
    JsonObject high = MapReader.json("{'spec':{'priorityClassName':'high'}}");
    assertThat(k4j.api.quota.QuotaUsage.matches(quota, "pods", high)).isTrue();
    assertThat(k4j.api.quota.QuotaUsage.matches(quota, "pods", JsonObject.EMPTY)).isFalse();
    JsonObject bestEffort = MapReader.json("{'spec':{'scopes':['BestEffort']}}");
    JsonObject asking =
        MapReader.json("{'spec':{'containers':[{'resources':{'requests':{'cpu':'1'}}}]}}");
    assertThat(k4j.api.quota.QuotaUsage.matches(bestEffort, "pods", asking)).isFalse();
    assertThat(k4j.api.quota.QuotaUsage.matches(bestEffort, "pods", high)).isTrue();
  }
}
