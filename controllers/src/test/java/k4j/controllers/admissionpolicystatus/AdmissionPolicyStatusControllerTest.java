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
    cluster.create(
        Kinds.VALIDATING_ADMISSION_POLICIES,
        """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
         "metadata": {"name": "p"},
         "spec": {"matchConstraints": {"resourceRules": [{"apiGroups": ["apps"],
           "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]}]},
           "validations": [{"expression": "%s"}]}}
        """
            .formatted(expression));
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
  void nothingIsToldOfWhatFits() {
    var status = checked("object.spec.template.spec.containers.all(c, c.name != '')");
    assertThat(status.typeChecking().expressionWarnings()).isEmpty();
  }
}
