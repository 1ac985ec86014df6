package k4j.cluster.control;

import k4j.api.json.JsonObject;

/// One thing that the running cluster does for a command.
@FunctionalInterface
public interface ControlAction {

  /// @throws ControlFailure with a sentence for the user
  JsonObject run(JsonObject request);
}
