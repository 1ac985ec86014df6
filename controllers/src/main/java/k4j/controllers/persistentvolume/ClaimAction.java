package k4j.controllers.persistentvolume;

import java.util.Optional;
import k4j.api.core.v1.PersistentVolume;

/// What a claim needs.
sealed interface ClaimAction {

  /// It waits.
  ///
  /// @param why told each time
  record Wait(Optional<Note> why) implements ClaimAction {}

  /// It has lost its volume for good.
  ///
  /// @param why told once
  record Lose(Note why) implements ClaimAction {}

  record Bind(PersistentVolume volume) implements ClaimAction {}

  /// It gets the default class, which came after it.
  record AssignClass(String name) implements ClaimAction {}

  /// A volume is to be made for it by somebody else.
  record Provision(String provisioner) implements ClaimAction {}

  /// Nothing can be done, but be told.
  record Tell(Note note) implements ClaimAction {}
}
