package k4j.apiserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import k4j.api.json.JsonObject;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;

final class ServiceAllocatorTest {

  private static final String SERVICES = "/api/v1/namespaces/default/services";

  private final Api api = new Api();

  private JsonObject create(String name, String spec) {
    return api.post(SERVICES, "{'metadata':{'name':'%s'},'spec':%s}".formatted(name, spec))
        .object("spec");
  }

  @Test
  void aServiceGetsAnAddress() {
    JsonObject spec = create("a", "{'ports':[{'port':80}]}");
    assertThat(spec.string("clusterIP")).matches("10\\.(9[6-9]|10[0-9]|11[01])\\..*");
    assertThat(spec.array("clusterIPs").strings()).containsExactly(spec.string("clusterIP"));
    assertThat(spec.array("ipFamilies").strings()).containsExactly("IPv4");
    assertThat(spec.string("ipFamilyPolicy")).isEqualTo("SingleStack");
  }

  @Test
  void aHeadlessServiceGetsNone() {
    JsonObject spec = create("a", "{'clusterIP':'None','selector':{'a':'b'}}");
    assertThat(spec.array("clusterIPs").strings()).containsExactly("None");
    assertThat(create("b", "{'type':'ExternalName','externalName':'x.y'}").has("clusterIP"))
        .isFalse();
  }

  @Test
  void anAddressBelongsToOne() {
    create("a", "{'clusterIP':'10.96.0.10','ports':[{'port':80}]}");
    assertThat(
            Api.failureText(() -> create("b", "{'clusterIP':'10.96.0.10','ports':[{'port':80}]}")))
        .isEqualTo(
            "422 Invalid: Service \"b\" is invalid: spec.clusterIPs: Invalid value:"
                + " [\"10.96.0.10\"]: failed to allocate IP 10.96.0.10: provided IP is already"
                + " allocated");
    assertThat(
            Api.failureText(() -> create("b", "{'clusterIP':'10.1.0.10','ports':[{'port':80}]}")))
        .endsWith("the provided network does not match the current range");
    api.delete(SERVICES + "/a");
    create("b", "{'clusterIP':'10.96.0.10','ports':[{'port':80}]}");
  }

  @Test
  void aFailedWriteTakesNothing() {
    assertThat(
            Api.failureText(() -> create("a", "{'clusterIP':'10.96.0.11','ports':[{'port':0}]}")))
        .startsWith("422");
    create("b", "{'clusterIP':'10.96.0.11','ports':[{'port':80}]}");
  }

  @Test
  void nodePortsAreGivenAndKept() {
    JsonObject spec =
        create(
            "a",
            "{'type':'NodePort','ports':[{'name':'t','port':53},{'name':'u','port':53,"
                + "'protocol':'UDP'},{'name':'x','port':80,'nodePort':30080}]}");
    long shared = spec.array("ports").object(0).integer("nodePort");
    assertThat(shared).isBetween(30_000L, 32_767L);
    assertThat(spec.array("ports").object(1).integer("nodePort")).isEqualTo(shared);
    assertThat(
            Api.failureText(
                () -> create("b", "{'type':'NodePort','ports':[{'port':1,'nodePort':30080}]}")))
        .endsWith(
            "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated");
    assertThat(
            Api.failureText(
                () -> create("b", "{'type':'NodePort','ports':[{'port':1,'nodePort':80}]}")))
        .endsWith("The range of valid ports is 30000-32767");
    JsonObject changed =
        api.merge(SERVICES + "/a", "{'spec':{'type':'ClusterIP','ports':[{'port':53}]}}");
    assertThat(changed.object("spec").array("ports").object(0).has("nodePort")).isFalse();
    create("b", "{'type':'NodePort','ports':[{'port':1,'nodePort':30080}]}");
  }

  @Test
  void anUpdateThatLeavesTheAddressOutKeepsIt() {
    JsonObject before = create("a", "{'ports':[{'port':80}]}");
    JsonObject after =
        api.put(
                SERVICES + "/a",
                Api.json("{'metadata':{'name':'a'},'spec':{'ports':[{'port':81}]}}"))
            .object("spec");
    assertThat(after.string("clusterIP")).isEqualTo(before.string("clusterIP"));
    assertThat(
            Api.failureText(
                () -> api.merge(SERVICES + "/a", "{'spec':{'clusterIP':'10.96.0.99'}}")))
        .contains("may not change once set");
  }

  @Test
  void tablesAreReadFromTheStoredServices() {
    create(
        "a", "{'type':'NodePort','clusterIP':'10.96.0.10','ports':[{'port':1,'nodePort':30001}]}");
    var again = new Api(builder -> builder.store(api.config.store())); // as after a restart
    assertThat(
            Api.failureText(() ->
                again.post(
                    SERVICES,
                    "{'metadata':{'name':'b'},'spec':{'clusterIP':'10.96.0.10',"
                        + "'ports':[{'port':80}]}}")))
        .endsWith("provided IP is already allocated");
  }

  @Test
  void concurrentCreatesNeverShare() throws Exception {
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String name = "s" + i;
      calls.add(() -> create(name, "{'ports':[{'port':80}]}").string("clusterIP"));
    }
    Set<String> seen = new HashSet<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var result : executor.invokeAll(calls)) {
        assertThat(seen.add(result.get())).isTrue();
      }
    }
    assertThat(seen).hasSize(200);
  }

  @Test
  void aRangeCanBeUsedUp() {
    var small = new Allocation(10, 12);
    assertThat(small.takeAny(5, "a")).isBetween(10L, 12L);
    assertThat(small.takeAny(5, "b")).isBetween(10L, 12L);
    assertThat(small.takeAny(5, "c")).isBetween(10L, 12L);
    assertThat(small.takeAny(5, "d")).isEqualTo(-1);
    small.release(11, "nobody");
    assertThat(small.takeAny(5, "d")).isEqualTo(-1);
  }
}
