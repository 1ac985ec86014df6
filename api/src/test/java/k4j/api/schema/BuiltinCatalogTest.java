package k4j.api.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.schema.Field.PatchStrategy;
import k4j.api.schema.Type.ListKind;
import k4j.api.schema.Type.ScalarKind;
import org.junit.jupiter.api.Test;

class BuiltinCatalogTest {

  private static final String CORE = "io.k8s.api.core.v1.";

  private final BuiltinCatalog catalog = new BuiltinCatalog();

  private Field field(String definition, String field) {
    return requireNonNull(requireNonNull(catalog.definition(definition)).field(field), field);
  }

  private Resource resource(String group, String version, String plural) {
    return requireNonNull(catalog.resource(new ResourceName(group, version, plural)));
  }

  @Test
  void holdsWhatKubernetesServes() {
    var resources = catalog.resources();
    assertThat(resources.size()).isEqualTo(95);
    assertThat(resources.stream().filter(Resource::enabledByDefault).count()).isEqualTo(68);
    assertThat(resources.stream().mapToInt(r -> r.subresources().size()).sum()).isEqualTo(55);
    // 771 of OpenAPI, less the ten types that are leaves here.
    assertThat(catalog.definitionNames().size()).isEqualTo(761);
  }

  @Test
  void everyResourceHasAWholeKind() {
    for (Resource resource : catalog.resources()) {
      assertThat(catalog.kind(resource.apiVersion(), resource.kind()))
          .as(resource.name().toString())
          .isSameAs(resource.type());
      assertThat(resource.type().fields())
          .extracting(Field::name)
          .as(resource.name().toString())
          .contains("apiVersion", "kind", "metadata");
      if (resource.verbs().contains("list")) {
        assertThat(catalog.kind(resource.apiVersion(), resource.kind() + "List"))
            .as(resource.name().toString())
            .isNotNull();
      }
    }
  }

  @Test
  void pods() {
    Resource pods = resource("", "v1", "pods");
    assertThat(pods.shortNames()).containsExactly("po");
    assertThat(pods.categories()).containsExactly("all");
    assertThat(pods.singular()).isEqualTo("pod");
    assertThat(pods.namespaced()).isTrue();
    assertThat(pods.verbs()).hasSize(8);
    assertThat(pods.subresources())
        .contains(
            new Resource.Subresource("eviction", "policy/v1/Eviction", List.of("create")),
            new Resource.Subresource("status", "v1/Pod", List.of("get", "patch", "update")));
    assertThat(pods.columns())
        .extracting(Resource.Column::name)
        .startsWith("Name", "Ready", "Status", "Restarts", "Age", "IP");
    assertThat(pods.columns().getFirst().description()).startsWith("Name must be unique");
    assertThat(pods.fieldSelectors()).contains("spec.nodeName", "status.phase");
  }

  @Test
  void fieldsOfEveryShape() {
    assertThat(field(CORE + "ServicePort", "port").required()).isTrue();
    assertThat(field(CORE + "ServicePort", "protocol").defaultValue()).isEqualTo(Json.of("TCP"));
    assertThat(field(CORE + "ServicePort", "targetPort").type())
        .isEqualTo(new Type.Scalar(ScalarKind.INT_OR_STRING));
    assertThat(field(CORE + "PodSpec", "restartPolicy").allowedValues())
        .containsExactly("Always", "Never", "OnFailure");
    assertThat(field(CORE + "PodSpec", "volumes").patch())
        .isEqualTo(new PatchStrategy(true, true, "name"));
    assertThat(field(CORE + "ServiceSpec", "ports").type())
        .isInstanceOfSatisfying(
            Type.ListOf.class,
            list -> {
              assertThat(list.kind()).isEqualTo(ListKind.MAP);
              assertThat(list.keys()).containsExactly("port", "protocol");
            });
    assertThat(field("io.k8s.api.coordination.v1.LeaseSpec", "renewTime").type())
        .isEqualTo(new Type.Scalar(ScalarKind.MICRO_TIME));
    assertThat(field("io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry", "fieldsV1").type())
        .isEqualTo(new Type.Anything("io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1"));
    assertThat(requireNonNull(catalog.definition(CORE + "SecretKeySelector")).atomic()).isTrue();
    assertThat(
            field("io.k8s.api.certificates.v1.CertificateSigningRequestSpec", "usages")
                .allowedValues())
        .contains("client auth", "s/mime");
  }

  @Test
  void protobufNumbersWithThoseOfEmbeddingMessages() {
    assertThat(field(CORE + "PodSpec", "containers").number()).isEqualTo(2);
    assertThat(field(CORE + "PodSpec", "containers").within()).isEmpty();
    Field configMap = field(CORE + "Volume", "configMap");
    assertThat(configMap.number()).isEqualTo(19);
    assertThat(configMap.within()).containsExactly(2);
    Field scope = field("io.k8s.api.admissionregistration.v1.NamedRuleWithOperations", "scope");
    assertThat(scope.within()).containsExactly(2, 2);
  }

  @Test
  void numbersAreUniqueWithinAMessage() {
    for (String name : catalog.definitionNames()) {
      Set<List<Integer>> seen = new HashSet<>();
      for (Field field : requireNonNull(catalog.definition(name)).fields()) {
        List<Integer> path = new ArrayList<>(field.within());
        path.add(field.number());
        if (field.number() > 0) {
          assertThat(seen.add(path)).as(name + "." + field.name()).isTrue();
        }
      }
    }
  }

  @Test
  void describes() {
    assertThat(catalog.describe(CORE + "Pod")).startsWith("Pod is a collection of containers");
    assertThat(catalog.describe("io.k8s.apimachinery.pkg.api.resource.Quantity"))
        .startsWith("Quantity is a fixed-point representation");
    assertThat(field(CORE + "Pod", "spec").description().text())
        .startsWith("Specification of the desired behavior of the pod.");
    assertThat(field(CORE + "ServicePort", "appProtocol").description().text())
        .contains("either:\n\n* Un-prefixed");
    assertThat(catalog.describe("unheard of")).isEmpty();
  }

  @Test
  void kindsThatBelongToEveryGroup() {
    assertThat(catalog.kind("apps/v1", "DeleteOptions"))
        .isNotNull()
        .isSameAs(catalog.kind("v1", "DeleteOptions"));
    assertThat(catalog.kind("v1", "Status")).isNotNull();
    assertThat(catalog.kind("meta.k8s.io/v1", "Table")).isNotNull();
    assertThat(catalog.kind("admission.k8s.io/v1", "AdmissionReview")).isNotNull();
    assertThat(catalog.kind("v1", "PodSpec")).isNull();
    assertThat(catalog.kind("example.com/v1", "Pod")).isNull();
  }

  @Test
  void recursiveTypesRefersToThemselves() {
    String props = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
    assertThat(field(props, "not").type()).isSameAs(catalog.definition(props));
  }
}
