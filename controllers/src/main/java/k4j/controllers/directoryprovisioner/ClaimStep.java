package k4j.controllers.directoryprovisioner;

import k4j.api.core.v1.PersistentVolume;

/// What a claim needs of the provisioner of a node.
sealed interface ClaimStep {

  /// Nothing, or another's.
  record Leave() implements ClaimStep {}

  /// What it asks for cannot be had.
  record Refuse(String why) implements ClaimStep {}

  /// A directory, and the volume that shows it.
  record Make(PersistentVolume volume) implements ClaimStep {}
}
