package k4j.kubelet.volume;

import java.io.IOException;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.kubelet.reference.FieldSelector;

/// The volumes of a node's pods.
public interface Volumes {

  /// Makes every volume of the pod ready, or brings those that are up to date.
  ///
  /// @return where each stands on the node
  /// @throws VolumeException with the text of the event `FailedMount`
  Map<String, NodeVolume> setUp(JsonObject pod, FieldSelector.Place place, JsonObject allocatable)
      throws VolumeException;

  /// Unmounts and deletes all that a pod left.
  void tearDown(String uid) throws IOException;
}
