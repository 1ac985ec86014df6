package k4j.apiserver.admission.node;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Whether a kubelet may have a token of a service account: for a pod that it runs, and meant for
/// those that the pod's volumes name.
record NodeTokens(Reader reader, Authorizer authorizer) {

  /// The drivers that do the work of kinds of volumes that were in the tree.
  private static final Map<String, String> MIGRATED =
      Map.of(
          "awsElasticBlockStore", "ebs.csi.aws.com",
          "azureDisk", "disk.csi.azure.com",
          "azureFile", "file.csi.azure.com",
          "cinder", "cinder.csi.openstack.org",
          "gcePersistentDisk", "pd.csi.storage.gke.io",
          "portworxVolume", "pxd.portworx.com",
          "vsphereVolume", "csi.vsphere.vmware.com");

  void check(String node, AdmissionRequest request) {
    if (!request.isCreate() || !request.subresource().equals("token")) {
      return;
    }
    JsonObject spec = request.object().object("spec");
    JsonObject bound = spec.object("boundObjectRef");
    String name = bound.string("name");
    if (!bound.string("apiVersion").equals("v1")
        || !bound.string("kind").equals("Pod")
        || name.isEmpty()) {
      throw request.forbidden("node requested token not bound to a pod");
    }
    String uid = bound.string("uid");
    if (uid.isEmpty()) {
      throw request.forbidden("node requested token with a pod binding without a uid");
    }
    JsonObject pod =
        reader
            .get(Resources.PODS, request.namespace(), name)
            .orElseThrow(() -> StatusException.notFound(Resources.PODS, name));
    if (!pod.object("metadata").string("uid").equals(uid)) {
      throw request.forbidden(
          "the UID in the bound object reference ("
              + uid
              + ") does not match the UID in record. The object might have been deleted and then"
              + " recreated");
    }
    if (!pod.object("spec").string("nodeName").equals(node)) {
      throw request.forbidden("node requested token bound to a pod scheduled on a different node");
    }
    audience(spec.array("audiences").strings(), pod, request);
  }

  private void audience(List<String> audiences, JsonObject pod, AdmissionRequest request) {
    if (audiences.size() > 1) {
      throw request.forbidden("node may only request 0 or 1 audiences");
    }
    String wanted = audiences.isEmpty() ? "" : audiences.getFirst();
    Optional<String> missing = Optional.empty();
    for (JsonObject volume : pod.object("spec").array("volumes").objects()) {
      if (projects(volume, wanted)) {
        return;
      }
      try {
        if (driverWants(driver(pod, volume), wanted)) {
          return;
        }
      } catch (StatusException e) {
        missing = missing.or(() -> Optional.of(String.valueOf(e.getMessage())));
      }
    }
    if (missing.isPresent()) {
      throw request.forbidden(
          "error validating audience \"%s\": %s".formatted(wanted, missing.get()));
    }
    var asked =
        new Attributes(
            request.user(),
            "request-serviceaccounts-token-audience",
            true,
            "",
            "v1",
            wanted,
            "",
            request.namespace(),
            request.name(),
            "");
    if (authorizer.authorize(asked).verdict() != Verdict.ALLOW) {
      throw request.forbidden(
          "audience \""
              + wanted
              + "\" not found in pod spec volume, "
              + request.user().name()
              + " is not authorized to request tokens for this audience");
    }
  }

  private static boolean projects(JsonObject volume, String audience) {
    return volume.object("projected").array("sources").objects().stream()
        .anyMatch(source ->
            source.has("serviceAccountToken")
                && source.object("serviceAccountToken").string("audience").equals(audience));
  }

  /// Who mounts a volume; empty where no driver does.
  private String driver(JsonObject pod, JsonObject volume) {
    JsonObject metadata = pod.object("metadata");
    if (volume.object("ephemeral").has("volumeClaimTemplate")) {
      String claim = metadata.string("name") + "-" + volume.string("name");
      return ofClaim(metadata.string("namespace"), claim);
    }
    if (volume.has("persistentVolumeClaim")) {
      String claim = volume.object("persistentVolumeClaim").string("claimName");
      return ofClaim(metadata.string("namespace"), claim);
    }
    return source(volume);
  }

  private String ofClaim(String namespace, String name) {
    String volume =
        reader
            .get(Resources.PERSISTENT_VOLUME_CLAIMS, namespace, name)
            .orElseThrow(() -> StatusException.notFound(Resources.PERSISTENT_VOLUME_CLAIMS, name))
            .object("spec")
            .string("volumeName");
    return source(
        reader
            .get(Resources.PERSISTENT_VOLUMES, "", volume)
            .orElseThrow(() -> StatusException.notFound(Resources.PERSISTENT_VOLUMES, volume))
            .object("spec"));
  }

  private static String source(JsonObject source) {
    if (source.has("csi")) {
      return source.object("csi").string("driver");
    }
    return MIGRATED.entrySet().stream()
        .filter(each -> source.has(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  private boolean driverWants(String driver, String audience) {
    return !driver.isEmpty()
        && reader
            .get(Resources.CSI_DRIVERS, "", driver)
            .orElseThrow(() -> StatusException.notFound(Resources.CSI_DRIVERS, driver))
            .object("spec")
            .array("tokenRequests")
            .objects()
            .stream()
            .anyMatch(each -> each.string("audience").equals(audience));
  }
}
