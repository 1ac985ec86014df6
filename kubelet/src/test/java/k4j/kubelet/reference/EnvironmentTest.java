package k4j.kubelet.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.kubelet.Text;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  private static final ConfigSource CONFIG =
      new ConfigSource() {
        @Override
        public JsonObject configMap(String namespace, String name) {
          return of("configmap", name, "{'data':{'a':'1','b':'2'}}");
        }

        @Override
        public JsonObject secret(String namespace, String name) {
          return of("secret", name, "{'data':{'key':'c2VjcmV0'}}");
        }

        private JsonObject of(String kind, String name, String content) {
          if (name.equals("there")) {
            return Text.json(content);
          }
          throw StatusException.notFound(new ResourceName("", "v1", kind), name);
        }
      };

  private static Map<String, String> resolve(String container) {
    JsonObject pod = Text.pod("{'containers':[]}");
    return new Environment(
            pod,
            Text.json(container),
            new FieldSelector.Place(List.of("10.0.0.5"), "node", List.of("192.168.0.1")),
            Text.json("{'cpu':'4','memory':'1Gi'}"),
            CONFIG,
            Map.of("SERVICE_HOST", "10.96.0.1"))
        .resolve();
  }

  @Test
  void valuesComeFromEverywhere() {
    assertThat(
            resolve(
                """
                {'envFrom':[{'prefix':'P_','configMapRef':{'name':'there'}},
                    {'secretRef':{'name':'there'}}],
                 'resources':{'limits':{'memory':'64Mi'}},
                 'env':[{'name':'A','value':'$(P_a)/$(SERVICE_HOST)/$(LATER)'},
                  {'name':'LATER','value':'x'},
                  {'name':'POD','valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}},
                  {'name':'IP','valueFrom':{'fieldRef':{'fieldPath':'status.podIP'}}},
                  {'name':'MIB','valueFrom':{'resourceFieldRef':
                      {'resource':'limits.memory','divisor':'1Mi'}}},
                  {'name':'CPUS','valueFrom':{'resourceFieldRef':{'resource':'limits.cpu'}}},
                  {'name':'KEY','valueFrom':{'secretKeyRef':{'name':'there','key':'key'}}}]}\
                """))
        .containsEntry("P_b", "2")
        .containsEntry("key", "secret")
        .containsEntry("A", "1/10.96.0.1/$(LATER)")
        .containsEntry("POD", "p")
        .containsEntry("IP", "10.0.0.5")
        .containsEntry("MIB", "64")
        .containsEntry("CPUS", "4")
        .containsEntry("KEY", "secret")
        .containsEntry("SERVICE_HOST", "10.96.0.1");
  }

  @Test
  void whatIsMissingIsNamed() {
    String ref = "{'env':[{'name':'A','valueFrom':{'%s':{'name':'%s','key':'%s'%s}}}]}";
    assertThatThrownBy(() -> resolve(ref.formatted("configMapKeyRef", "gone", "a", "")))
        .hasMessage("configmap \"gone\" not found");
    assertThatThrownBy(() -> resolve(ref.formatted("secretKeyRef", "gone", "a", "")))
        .hasMessage("secret \"gone\" not found");
    assertThatThrownBy(() -> resolve(ref.formatted("secretKeyRef", "there", "no", "")))
        .hasMessage("couldn't find key no in Secret default/there");
    assertThat(resolve(ref.formatted("secretKeyRef", "gone", "a", ",'optional':true")))
        .doesNotContainKey("A");
    assertThat(resolve(ref.formatted("configMapKeyRef", "there", "no", ",'optional':true")))
        .doesNotContainKey("A");
  }
}
