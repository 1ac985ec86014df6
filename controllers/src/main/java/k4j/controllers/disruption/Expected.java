package k4j.controllers.disruption;

/// How many pods there should be of those that a budget selects.
sealed interface Expected {

  /// @param unmanaged whether some pods have no controller, so that they are not counted
  record Known(int pods, boolean unmanaged) implements Expected {}

  /// @param message why it cannot be told
  record Unknown(String message) implements Expected {}
}
