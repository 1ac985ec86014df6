package k4j.apiserver.strategy.kind;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.apiserver.strategy.cluster.SmallValidations;
import k4j.apiserver.strategy.storage.AttachmentValidation;
import k4j.apiserver.strategy.storage.AttributesClassValidation;
import k4j.apiserver.strategy.storage.ClaimSources;
import k4j.apiserver.strategy.storage.ClaimValidation;
import k4j.apiserver.strategy.storage.CsiValidations;
import k4j.apiserver.strategy.storage.StorageClassValidation;
import k4j.apiserver.strategy.storage.VolumeValidation;

/// storage.k8s.io, storagemigration.k8s.io, volumes and claims.
public final class StorageKinds {

  private StorageKinds() {}

  /// The rules by `plural.group`.
  public static Map<String, KindRules> rules(InstantSource clock) {
    var rules = new HashMap<String, KindRules>();
    rules.put(
        "storageversionmigrations.storagemigration.k8s.io",
        KindRules.PLAIN
            .statusKeeping("metadata")
            .needingVersion()
            .validating(SmallValidations.MIGRATION));
    rules.put(
        "persistentvolumes",
        KindRules.PLAIN
            .checkingMetadataOnce()
            .startingWith(VolumePhase::first)
            .changingStatus(new VolumePhase(clock)::change)
            .validating(new VolumeValidation()));
    rules.put(
        "persistentvolumeclaims",
        KindRules.PLAIN
            .withStatus()
            .preparing(ClaimSources::complete)
            .startingWith(_ -> phase("Pending"))
            .validating(new ClaimValidation()));
    KindRules driver = KindRules.PLAIN.needingVersion();
    rules.put(
        "csidrivers.storage.k8s.io",
        driver.withBareGeneration("spec").validating(CsiValidations.DRIVER));
    rules.put(
        "csinodes.storage.k8s.io", driver.checkingMetadataOnce().validating(CsiValidations.NODE));
    rules.put("csistoragecapacities.storage.k8s.io", driver.validating(CsiValidations.CAPACITY));
    rules.put(
        "volumeattributesclasses.storage.k8s.io",
        KindRules.PLAIN.validating(new AttributesClassValidation()));
    rules.put(
        "storageclasses.storage.k8s.io", KindRules.PLAIN.validating(new StorageClassValidation()));
    rules.put(
        "volumeattachments.storage.k8s.io",
        driver
            .statusKeeping("metadata")
            .checkingMetadataOnce()
            .startingWith(_ -> JsonObject.EMPTY.with("attached", false))
            .validating(new AttachmentValidation()));
    return rules;
  }

  private static JsonObject phase(String phase) {
    return JsonObject.EMPTY.with("phase", phase);
  }
}
