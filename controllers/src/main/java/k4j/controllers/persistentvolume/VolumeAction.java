package k4j.controllers.persistentvolume;

/// What a volume needs.
sealed interface VolumeAction {

  record Phase(String phase) implements VolumeAction {}

  /// Its claim has found another volume.
  record Unbind() implements VolumeAction {}

  /// Its claim does not know of it yet.
  record WakeClaim() implements VolumeAction {}

  /// Its claim can never have it.
  record Mismatch() implements VolumeAction {}

  /// Its claim is gone.
  ///
  /// @param then what is done once that is told
  record Release(Reclaim then) implements VolumeAction {}
}
