package k4j.apiserver.admission.node;

import java.util.Map;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.apiserver.authorization.PodReferences;

/// Which other objects of the API a pod needs, of which a mirror pod may need none. Pure.
final class MirrorReferences {

  private static final Set<String> HARMLESS =
      Set.of(
          "awsElasticBlockStore",
          "azureDisk",
          "cephfs",
          "cinder",
          "downwardAPI",
          "emptyDir",
          "fc",
          "flexVolume",
          "flocker",
          "gcePersistentDisk",
          "gitRepo",
          "hostPath",
          "image",
          "iscsi",
          "nfs",
          "photonPersistentDisk",
          "portworxVolume",
          "quobyte",
          "rbd",
          "scaleIO",
          "storageos",
          "vsphereVolume");

  private static final Map<String, String> VOLUMES =
      Map.of(
          "configMap", "configmaps (via configmap volumes)",
          "secret", "secrets (via secret volumes)",
          "csi", "csidrivers (via CSI volumes)",
          "glusterfs", "endpoints (via glusterFS volumes)",
          "persistentVolumeClaim", "persistentvolumeclaims",
          "ephemeral", "persistentvolumeclaims (via ephemeral volumes)",
          "azureFile", "secrets (via azureFile volumes)");

  private static final Map<String, String> SOURCES =
      Map.of(
          "configMap", "configmaps (via projected volumes)",
          "secret", "secrets (via projected volumes)",
          "serviceAccountToken", "serviceaccounts (via projected volumes)",
          "clusterTrustBundle", "clustertrustbundles",
          "podCertificate", "podcertificates");

  private MirrorReferences() {}

  /// The first one; `unknown …` for a volume of a kind that nobody knows; empty for none.
  static String first(JsonObject pod) {
    JsonObject spec = pod.object("spec");
    if (!spec.string("serviceAccountName").isEmpty()) {
      return "serviceaccounts";
    }
    if (!PodReferences.secrets(pod).isEmpty()) {
      return "secrets";
    }
    if (!PodReferences.configMaps(pod).isEmpty()) {
      return "configmaps";
    }
    if (!spec.array("resourceClaims").isEmpty()) {
      return "resourceclaims";
    }
    for (JsonObject volume : spec.array("volumes").objects()) {
      String found = ofVolume(volume);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return "";
  }

  private static String ofVolume(JsonObject volume) {
    if (HARMLESS.stream().anyMatch(volume::has)) {
      return "";
    }
    for (String kind : volume.names()) {
      String found = VOLUMES.getOrDefault(kind, "");
      if (!found.isEmpty()) {
        return found;
      }
    }
    if (!volume.has("projected")) {
      return "unknown volume type for volume  \"%s\"".formatted(volume.string("name"));
    }
    for (JsonObject source : volume.object("projected").array("sources").objects()) {
      for (String kind : source.names()) {
        String found = SOURCES.getOrDefault(kind, "");
        if (!found.isEmpty()) {
          return found;
        }
      }
      if (!source.has("downwardAPI")) {
        return "unknown source for projected volume \"%s\"".formatted(volume.string("name"));
      }
    }
    return "";
  }
}
