package k4j.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Go writes of structs and maps; the right side is what kube-apiserver 1.36 sent.
class LayoutTest {

  private static final BuiltinCatalog CATALOG = new BuiltinCatalog();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          meta.v1.ObjectMeta | {"annotations":{"b":"1","a":"2"},"creationTimestamp":"t","name":"x","uid":"u","resourceVersion":"1"} | {"name":"x","uid":"u","resourceVersion":"1","creationTimestamp":"t","annotations":{"a":"2","b":"1"}}
          rbac.v1.ClusterRole | {"apiVersion":"v","kind":"ClusterRole","metadata":{"name":"x"}} | {"kind":"ClusterRole","apiVersion":"v","metadata":{"name":"x"},"rules":null}
          rbac.v1.PolicyRule | {"apiGroups":[""],"resources":["a"],"verbs":["get"]} | {"verbs":["get"],"apiGroups":[""],"resources":["a"]}
          core.v1.PodSpec | {"containers":[{"image":"i","name":"c"}],"volumes":[{"name":"v","emptyDir":{}}]} | {"volumes":[{"name":"v","emptyDir":{}}],"containers":[{"name":"c","image":"i"}]}
          core.v1.PodCondition | {"status":"True","type":"Ready"} | {"type":"Ready","status":"True","lastProbeTime":null,"lastTransitionTime":null}
          core.v1.Event | {"reason":"r","involvedObject":{}} | {"involvedObject":{},"reason":"r","firstTimestamp":null,"lastTimestamp":null,"eventTime":null}
          meta.v1.ManagedFieldsEntry | {"fieldsV1":{"f:ports":{"k:{\\"port\\":443}":{},"k:{\\"port\\":80}":{},".":{}}},"manager":"m"} | {"manager":"m","fieldsV1":{"f:ports":{".":{},"k:{\\"port\\":80}":{},"k:{\\"port\\":443}":{}}}}
          meta.v1.Status | {"code":404,"status":"Failure","details":{"kind":"pods","name":"x"},"metadata":{},"kind":"Status","apiVersion":"v1"} | {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","details":{"name":"x","kind":"pods"},"code":404}
          """)
  void structsAreWrittenAsDeclared(String definition, String given, String written) {
    String home = definition.startsWith("meta") ? "io.k8s.apimachinery.pkg.apis." : "io.k8s.api.";
    ObjectType type = Objects.requireNonNull(CATALOG.definition(home + definition));
    JsonObject object = JsonParser.parseObject(given.getBytes(StandardCharsets.UTF_8));
    assertThat(JsonWriter.toString(object, type)).isEqualTo(written);
    assertThat(type.withoutNulls(JsonParser.parse(written))).isEqualTo(object);
  }
}
