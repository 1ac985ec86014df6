package k4j.controllers.admissionpolicystatus;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.Kinds;
import k4j.api.admissionregistration.v1.ValidatingAdmissionPolicyStatus;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionPolicyStatusControllerTest {

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start("validatingadmissionpolicy-status-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ValidatingAdmissionPolicyStatus checked(String expression) {
    return checked("apps", "deployments", expression);
  }

  private ValidatingAdmissionPolicyStatus checked(String group, String plural, String expression) {
    cluster.create(
        Kinds.VALIDATING_ADMISSION_POLICIES,
        """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
         "metadata": {"name": "p"},
         "spec": {"matchConstraints": {"resourceRules": [{"apiGroups": ["%s"],
           "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["%s"]}]},
           "validations": [{"expression": "%s"}]}}
        """
            .formatted(group, plural, expression));
    var policies = cluster.client().on(Kinds.VALIDATING_ADMISSION_POLICIES);
    Eventually.await("a check", () -> policies.get("p").status().hasTypeChecking());
    return policies.get("p").status();
  }

  @Test
  void aFieldThatIsNotThereIsTold() {
    var status = checked("object.spec.replicas > 1 && object.spec.foo == 1");
    assertThat(status.observedGeneration()).isEqualTo(1);
    assertThat(status.typeChecking().expressionWarnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.fieldRef()).isEqualTo("spec.validations[0].expression");
          assertThat(warning.warning())
              .startsWith("apps/v1, Kind=Deployment: ERROR: <input>:1:")
              .contains("undefined field 'foo'");
        });
  }

  @Test
  void customResourcesHaveTheTypesOfTheirDefinition() {
    cluster.create(
        Kinds.CUSTOM_RESOURCE_DEFINITIONS,
        """
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
         "metadata": {"name": "gadgets.example.com"},
         "spec": {"group": "example.com", "scope": "Namespaced",
          "names": {"plural": "gadgets", "kind": "Gadget"},
          "versions": [{"name": "v1", "served": true, "storage": true, "schema":
           {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object",
             "properties": {"size": {"type": "integer"}}}}}}}]}}
        """);
    var status =
        checked(
            "example.com",
            "gadgets",
            "object.metadata.labels.all(l, l != '') && object.spec.size > 1 && object.spec.none");
    assertThat(status.typeChecking().expressionWarnings())
        .singleElement()
        .satisfies(warning ->
            assertThat(warning.warning())
                .startsWith("example.com/v1, Kind=Gadget: ERROR: <input>:1:")
                .contains("undefined field 'none'")
                .doesNotContain("labels'"));
  }

  @Test
  void nothingIsToldOfWhatFits() {
    var status = checked("object.spec.template.spec.containers.all(c, c.name != '')");
    assertThat(status.typeChecking().expressionWarnings()).isEmpty();
  }
}
