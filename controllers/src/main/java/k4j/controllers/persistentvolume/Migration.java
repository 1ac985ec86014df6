package k4j.controllers.persistentvolume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Volumes that Kubernetes once provisioned itself and that CSI drivers took over (KEP-625).
final class Migration {

  static final String HOST_PATH = "kubernetes.io/host-path";

  private static final String IN_TREE = "kubernetes.io/";
  private static final String MIGRATED = "pv.kubernetes.io/migrated-to";
  private static final String FINALIZER = "kubernetes.io/pv-controller";
  private static final String FINALIZER_OF_DRIVER =
      "external-provisioner.volume.kubernetes.io/finalizer";
  private static final Map<String, String> DRIVERS =
      Map.of(
          "kubernetes.io/aws-ebs", "ebs.csi.aws.com",
          "kubernetes.io/azure-disk", "disk.csi.azure.com",
          "kubernetes.io/azure-file", "file.csi.azure.com",
          "kubernetes.io/gce-pd", "pd.csi.storage.gke.io",
          "kubernetes.io/cinder", "cinder.csi.openstack.org",
          "kubernetes.io/portworx-volume", "pxd.portworx.com",
          "kubernetes.io/vsphere-volume", "csi.vsphere.vmware.com");

  private Migration() {}

  static boolean isInTree(String provisioner) {
    return provisioner.startsWith(IN_TREE);
  }

  /// The driver that took over from a provisioner.
  static Optional<String> driver(String provisioner) {
    return Optional.ofNullable(DRIVERS.get(provisioner));
  }

  static boolean isMigrated(PersistentVolume volume) {
    return !Binding.annotations(volume).string(MIGRATED).isEmpty();
  }

  static PersistentVolumeClaim annotated(PersistentVolumeClaim claim) {
    return Binding.provisioner(claim)
        .map(name -> new PersistentVolumeClaim(annotated(claim.json(), name)))
        .orElse(claim);
  }

  /// A provisioned volume with what tells who takes care of it, and the finalizer that has it kept
  /// until it is deleted.
  static PersistentVolume annotated(PersistentVolume volume) {
    Optional<String> provisioner = Binding.provisioner(volume);
    if (provisioner.isEmpty()) {
      return volume;
    }
    JsonObject json = annotated(volume.json(), provisioner.get());
    List<String> old = volume.metadata().finalizers();
    List<String> finalizers = finalizers(old, volume, provisioner.get());
    if (!finalizers.equals(old)) {
      json =
          finalizers.isEmpty()
              ? json.withoutAt("metadata", "finalizers")
              : json.withAt(JsonArray.ofStrings(finalizers), "metadata", "finalizers");
    }
    return new PersistentVolume(json);
  }

  private static JsonObject annotated(JsonObject json, String provisioner) {
    String driver = DRIVERS.get(provisioner);
    return driver == null
        ? json.withoutAt("metadata", "annotations", MIGRATED)
        : json.withAt(Json.of(driver), "metadata", "annotations", MIGRATED);
  }

  private static List<String> finalizers(
      List<String> old, PersistentVolume volume, String provisioner) {
    List<String> finalizers = new ArrayList<>(old);
    if (DRIVERS.containsKey(provisioner)) {
      finalizers.remove(FINALIZER);
      return finalizers;
    }
    if (!isInTree(provisioner)) {
      return finalizers;
    }
    if (!volume.spec().persistentVolumeReclaimPolicy().equals("Delete")) {
      finalizers.remove(FINALIZER);
    } else if (!finalizers.contains(FINALIZER)) {
      finalizers.add(FINALIZER);
    }
    finalizers.remove(FINALIZER_OF_DRIVER);
    return finalizers;
  }

  static PersistentVolume withoutFinalizer(PersistentVolume volume) {
    List<String> finalizers = new ArrayList<>(volume.metadata().finalizers());
    finalizers.remove(FINALIZER);
    return new PersistentVolume(
        volume.json().withAt(JsonArray.ofStrings(finalizers), "metadata", "finalizers"));
  }
}
