package k4j.controllers.directoryprovisioner;

import k4j.api.core.v1.PersistentVolume;

/// What a volume needs of the provisioner of a node.
sealed interface VolumeStep {

  record Leave() implements VolumeStep {}

  /// It is to be kept until its directory is deleted, or no longer so.
  record Change(PersistentVolume volume) implements VolumeStep {}

  /// Its directory is deleted, then it.
  record Remove() implements VolumeStep {}
}
