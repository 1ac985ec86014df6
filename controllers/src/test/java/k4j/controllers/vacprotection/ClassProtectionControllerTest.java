package k4j.controllers.vacprotection;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.Kinds;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.Test;

class ClassProtectionControllerTest {

  @Test
  void aClassGoesWhenNoClaimHasIt() {
    try (var cluster = new TestCluster()) {
      cluster.start("volumeattributesclass-protection-controller");
      cluster.create(
          Kinds.VOLUME_ATTRIBUTES_CLASSES,
          """
          {"apiVersion": "storage.k8s.io/v1", "kind": "VolumeAttributesClass",
           "metadata": {"name": "gold"}, "driverName": "example.com", "parameters": {"a": "b"}}
          """);
      cluster.create(
          Kinds.PERSISTENT_VOLUME_CLAIMS,
          """
          {"apiVersion": "v1", "kind": "PersistentVolumeClaim",
           "metadata": {"name": "data", "finalizers": ["example.com/held"]},
           "spec": {"accessModes": ["ReadWriteOnce"], "volumeAttributesClassName": "gold",
             "resources": {"requests": {"storage": "1Gi"}}}}
          """);
      var classes = cluster.client().on(Kinds.VOLUME_ATTRIBUTES_CLASSES);
      var claims = cluster.client().in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default");
      Eventually.await(
          "held",
          () ->
              classes.get("gold").metadata().finalizers().contains("kubernetes.io/vac-protection"));
      classes.delete("gold");
      assertThat(classes.get("gold").isDeleting()).isTrue();
      var claim = claims.get("data");
      claims.update(claim.withMetadata(claim.metadata().withoutFinalizers()));
      claims.delete("data");
      Eventually.await("gone", () -> classes.find("gold").isEmpty());
    }
  }
}
