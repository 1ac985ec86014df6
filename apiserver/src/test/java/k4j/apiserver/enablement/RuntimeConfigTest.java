package k4j.apiserver.enablement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import k4j.api.feature.FeatureGates;
import k4j.api.json.JsonNull;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.Api;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.apiserver.discovery.DiscoveryEndpoint;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeConfigTest {

  private static final Catalog ALL = new BuiltinCatalog();

  private static String served(String config, String gates) {
    return RuntimeConfig.apply(ALL, config, FeatureGates.parse(gates)).resources().stream()
        .filter(Resource::enabledByDefault)
        .map(Resource::apiVersion)
        .distinct()
        .collect(Collectors.joining(" "));
  }

  @Test
  void whatIsGivenChangesTheDefaults() {
    assertThat(RuntimeConfig.apply(ALL, "", FeatureGates.DEFAULT)).isSameAs(ALL);
    assertThat(served("apps/v1=false", "")).doesNotContain("apps/v1").contains("batch/v1");
    assertThat(served("api/beta=true", ""))
        .contains("resource.k8s.io/v1beta1")
        .doesNotContain("certificates.k8s.io/v1beta1", "v1alpha");
    assertThat(served("api/beta=true", "ClusterTrustBundle=true"))
        .contains("certificates.k8s.io/v1beta1");
    assertThat(served("api/all=false,v1=true", "")).isEqualTo("v1");
    assertThat(served("resource.k8s.io/v1beta2/deviceclasses", ""))
        .contains("resource.k8s.io/v1beta2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          api/all=false        | invalid runtime-config with only api/all=false
          api/all=perhaps,v1=1 | invalid value api/all=perhaps
          foo/v1=true          | unknown api groups foo/v1
          apps/v9=true         | group version apps/v9 that has not been registered
          apps=true            | runtime-config invalid key apps
          apps/v1=x            | invalid value of apps/v1: x, err: strconv.ParseBool: parsing "x": invalid syntax
          apps/v1/Deployments  | invalid key apps/v1/Deployments: group/version/resource and resource is always lowercase plural, not "Deployments"
          """)
  void whatMakesNoSenseIsRefused(String config, String message) {
    assertThatThrownBy(() -> served(config, "")).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NoSuchThing=true     | unrecognized feature gate: NoSuchThing
          WatchList            | missing bool value for WatchList
          WatchList=maybe      | invalid value of WatchList=maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax
          NodeSwap=false       | cannot set feature gate NodeSwap to false, feature is locked to true
          """)
  void gatesAreChecked(String gates, String message) {
    assertThatThrownBy(() -> FeatureGates.parse(gates)).hasMessage(message);
  }

  @Test
  void gatesOfAStageChangeTogether() {
    FeatureGates gates = FeatureGates.parse("AllAlpha=true,PodsAPI=false,WatchList=false");
    assertThat(gates.enabled("MutablePVNodeAffinity")).isTrue();
    assertThat(gates.enabled("PodsAPI")).isFalse();
    assertThat(gates.enabled("WatchList")).isFalse();
    assertThat(gates.enabled("NodeSwap")).isTrue();
    assertThat(gates.enabled("SELinuxMount")).isFalse();
  }

  @Test
  void whatIsNotServedIsNotFoundAndNotShown() {
    Catalog catalog =
        RuntimeConfig.apply(
            ALL, "apps/v1=false,resource.k8s.io/v1beta1=true", FeatureGates.DEFAULT);
    var clock = new MovableClock();
    Transport transport =
        new ApiServerBuilder(catalog, clock, clock, new SplittableRandom(1))
            .endpoints(_ -> List.of(new DiscoveryEndpoint(catalog, "here:6443")))
            .build()
            .transport(User.of("admin", User.MASTERS));
    assertThat(get(transport, "/apis").toString())
        .contains("resource.k8s.io/v1beta1")
        .doesNotContain("\"apps\"");
    assertThat(Api.failure(() -> get(transport, "/apis/apps/v1/deployments")).code())
        .isEqualTo(404);
    assertThat(get(transport, "/apis/resource.k8s.io/v1beta1/deviceclasses").toString())
        .contains("DeviceClassList");
  }

  private static Object get(Transport transport, String path) {
    return transport.send(new Request("GET", path, Map.of(), "", JsonNull.NULL)).body();
  }
}
