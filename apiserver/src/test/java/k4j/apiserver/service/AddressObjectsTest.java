package k4j.apiserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import k4j.api.json.JsonObject;
import k4j.api.transport.Transport;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;

/// The answers are those of kube-apiserver 1.36.2.
final class AddressObjectsTest {

  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";
  private static final String RANGES = "/apis/networking.k8s.io/v1/servicecidrs";

  private final AtomicReference<Transport> self = new AtomicReference<>();
  private final AddressObjects objects = new AddressObjects(self::get);
  private final Api api =
      new Api(builder ->
          builder.hooks(
              ServiceAllocator.hooks(
                  ClusterIpRange.of("10.96.0.0/16"), new SplittableRandom(1), objects)));

  AddressObjectsTest() {
    self.set(api.transport);
  }

  private JsonObject create(String name, String spec) {
    return api.post(SERVICES, "{'metadata':{'name':'%s'},'spec':%s}".formatted(name, spec))
        .object("spec");
  }

  private JsonObject fixed(String name, String address) {
    return create(name, "{'clusterIP':'%s','ports':[{'port':80}]}".formatted(address));
  }

  private boolean exists(String address) {
    return api.server.reader().get(AddressObjects.NAME, "", address).isPresent();
  }

  private int count() {
    return api.server.reader().list(AddressObjects.NAME, "").size();
  }

  @Test
  void anAddressIsAnObjectAsLongAsAServiceHasIt() {
    String address = create("a", "{'ports':[{'port':80}]}").string("clusterIP");
    JsonObject object = api.get(ADDRESSES + "/" + address);
    assertThat(object.object("spec"))
        .isEqualTo(
            Api.json("{'parentRef':{'resource':'services','namespace':'default','name':'a'}}"));
    JsonObject metadata = object.object("metadata");
    assertThat(metadata.object("labels"))
        .isEqualTo(
            Api.json(
                "{'ipaddress.kubernetes.io/ip-family':'IPv4',"
                    + "'ipaddress.kubernetes.io/managed-by':'ipallocator.k8s.io'}"));
    assertThat(metadata.array("managedFields").object(0).string("manager"))
        .isEqualTo("kube-apiserver");
    api.delete(SERVICES + "/a");
    assertThat(exists(address)).isFalse();
  }

  @Test
  void aServiceOfAnotherTypeGivesItBack() {
    fixed("a", "10.96.3.4");
    api.merge(SERVICES + "/a", "{'spec':{'type':'ExternalName','externalName':'x.y'}}");
    assertThat(exists("10.96.3.4")).isFalse();
    api.merge(
        SERVICES + "/a",
        "{'spec':{'type':'ClusterIP','externalName':null,'clusterIP':'10.96.3.4'}}");
    assertThat(exists("10.96.3.4")).isTrue();
    api.merge(SERVICES + "/a", "{'metadata':{'labels':{'a':'b'}}}");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void whatIsRefusedOrTriedLeavesNothing() {
    Api.failureText(() -> create("a", "{'ports':[{'port':0}]}"));
    api.post(SERVICES + "?dryRun=All", "{'metadata':{'name':'a'},'spec':{'ports':[{'port':1}]}}");
    assertThat(count()).isZero();
  }

  @Test
  void anObjectOfSomebodyElseHoldsItsAddress() {
    api.post(
        ADDRESSES,
        "{'metadata':{'name':'10.96.3.7'},"
            + "'spec':{'parentRef':{'resource':'services','namespace':'x','name':'y'}}}");
    String refused =
        "422 Invalid: Service \"a\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.3.7\"]:"
            + " failed to allocate IP 10.96.3.7: provided IP is already allocated";
    assertThat(Api.failureText(() -> fixed("a", "10.96.3.7"))).isEqualTo(refused);
    api.delete(ADDRESSES + "/10.96.3.7");
    fixed("a", "10.96.3.7");
  }

  @Test
  void rangesThatAreObjectsGiveAddresses() {
    assertThat(Api.failureText(() -> fixed("a", "10.97.0.7")))
        .endsWith("10.97.0.7: the provided network does not match the current range");
    api.post(RANGES, "{'metadata':{'name':'more'},'spec':{'cidrs':['10.97.0.0/28']}}");
    fixed("a", "10.97.0.7");
    assertThat(exists("10.97.0.7")).isTrue();
  }

  @Test
  void whatIsTornApartIsMended() {
    String address = create("a", "{'ports':[{'port':80}]}").string("clusterIP");
    api.delete(ADDRESSES + "/" + address);
    objects.create("10.96.9.9", Api.json("{'metadata':{'namespace':'default','name':'gone'}}"));
    try (var repair = new AddressRepair(api.server.reader(), objects, api.clock, api.clock)) {
      repair.repair();
      assertThat(exists(address)).isTrue();
      assertThat(exists("10.96.9.9")).as("its service may still come").isTrue();
      api.clock.advance(Duration.ofSeconds(61));
      repair.repair();
      assertThat(exists("10.96.9.9")).isFalse();
      assertThat(exists(address)).isTrue();
    }
  }
}
