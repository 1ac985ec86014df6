package k4j.kubelet.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.kubelet.Text;
import org.junit.jupiter.api.Test;

class ServiceVariablesTest {

  private static JsonObject service(String namespace, String name, String spec) {
    return Text.json("{'metadata':{'name':'" + name + "','namespace':'" + namespace + "'}}")
        .with("spec", Text.json(spec));
  }

  private static final JsonObject KUBERNETES =
      service(
          "default",
          "kubernetes",
          "{'clusterIP':'10.96.0.1','ports':[{'name':'https','port':443,'protocol':'TCP'}]}");

  @Test
  void aServiceIsToldByAllItsNames() {
    assertThat(ServiceVariables.of(List.of(KUBERNETES), "other", false))
        .isEqualTo(
            Map.of(
                "KUBERNETES_SERVICE_HOST", "10.96.0.1",
                "KUBERNETES_SERVICE_PORT", "443",
                "KUBERNETES_SERVICE_PORT_HTTPS", "443",
                "KUBERNETES_PORT", "tcp://10.96.0.1:443",
                "KUBERNETES_PORT_443_TCP", "tcp://10.96.0.1:443",
                "KUBERNETES_PORT_443_TCP_PROTO", "tcp",
                "KUBERNETES_PORT_443_TCP_PORT", "443",
                "KUBERNETES_PORT_443_TCP_ADDR", "10.96.0.1"));
  }

  @Test
  void onlyServicesOfThePodsNamespaceWithAnAddressCount() {
    String spec = "{'clusterIP':'10.96.0.7','ports':[{'port':80}]}";
    List<JsonObject> services =
        List.of(
            service("mine", "my-db", spec),
            service("other", "db", spec),
            service("mine", "headless", "{'clusterIP':'None','ports':[{'port':80}]}"));
    assertThat(ServiceVariables.of(services, "mine", true))
        .containsEntry("MY_DB_SERVICE_HOST", "10.96.0.7")
        .doesNotContainKeys("DB_SERVICE_HOST", "HEADLESS_SERVICE_HOST");
    assertThat(ServiceVariables.of(services, "mine", false)).isEmpty();
  }
}
