package k4j.controllers.expand;

import java.util.Map;
import java.util.Optional;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// Decides who has to expand a claim's volume: never this process, for all drivers are outside.
final class ExpansionPlan {

  private static final String PRE_RESIZE = "volume.alpha.kubernetes.io/pre-resize-capacity";

  /// Drivers that took over from volume plugins of old.
  private record Driver(String plugin, String name) {}

  private static final Map<String, Driver> MIGRATED =
      Map.of(
          "awsElasticBlockStore", new Driver("kubernetes.io/aws-ebs", "ebs.csi.aws.com"),
          "gcePersistentDisk", new Driver("kubernetes.io/gce-pd", "pd.csi.storage.gke.io"),
          "azureDisk", new Driver("kubernetes.io/azure-disk", "disk.csi.azure.com"),
          "azureFile", new Driver("kubernetes.io/azure-file", "file.csi.azure.com"),
          "cinder", new Driver("kubernetes.io/cinder", "cinder.csi.openstack.org"),
          "vsphereVolume", new Driver("kubernetes.io/vsphere-volume", "csi.vsphere.vmware.com"),
          "portworxVolume", new Driver("kubernetes.io/portworx-volume", "pxd.portworx.com"));

  /// @param warns whether nobody is known who could do it
  /// @param resizer the driver that has to, which is written to the claim; empty where it knows
  record Wait(String message, boolean warns, Optional<String> resizer) {}

  private ExpansionPlan() {}

  /// Whether the claim asks for more than it has.
  static boolean isTooSmall(PersistentVolumeClaim claim) {
    return asked(claim).compareTo(capacity(claim)) > 0;
  }

  static Quantity asked(PersistentVolumeClaim claim) {
    return claim.spec().resources().requests().getOrDefault("storage", Quantity.ZERO);
  }

  static Quantity capacity(PersistentVolumeClaim claim) {
    return claim.status().capacity().getOrDefault("storage", Quantity.ZERO);
  }

  static boolean isBoundTo(PersistentVolume volume, PersistentVolumeClaim claim) {
    var reference = volume.spec().claimRef();
    return reference.namespace().equals(claim.namespace()) && reference.uid().equals(claim.uid());
  }

  /// Empty where there is nothing to expand.
  static Optional<Wait> decide(PersistentVolumeClaim claim, PersistentVolume volume) {
    boolean expanding = volume.metadata().annotations().containsKey(PRE_RESIZE);
    if (!isTooSmall(claim) && !expanding) {
      return Optional.empty();
    }
    JsonObject spec = volume.spec().json();
    for (var source : MIGRATED.entrySet()) {
      if (spec.has(source.getKey())) {
        Driver driver = source.getValue();
        return Optional.of(
            new Wait(
                "CSI migration enabled for %s; waiting for external resizer to expand the pvc"
                    .formatted(driver.plugin()),
                false,
                Optional.of(driver.name())));
      }
    }
    boolean known = spec.has("csi") || spec.has("flexVolume");
    return Optional.of(
        new Wait(
            "waiting for an external controller to expand this PVC", !known, Optional.empty()));
  }
}
