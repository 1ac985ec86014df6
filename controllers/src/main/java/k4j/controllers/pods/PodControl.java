package k4j.controllers.pods;

import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.meta.ApiObject;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.event.EventRecorder;
import k4j.controllers.Refusals;

/// Creates and deletes pods for their owner, and says so in the owner's events. (controller:
/// RealPodControl.)
public record PodControl(Client client, EventRecorder recorder) {

  /// Creates a pod next to its owner.
  public Pod create(ApiObject owner, Pod pod) {
    try {
      Pod created = client.near(Kinds.PODS, owner).create(pod);
      recorder.normal(owner, "SuccessfulCreate", "Created pod: " + created.name());
      return created;
    } catch (StatusException e) {
      if (!Refusals.isNamespaceTerminating(e)) {
        recorder.warning(owner, "FailedCreate", "Error creating: " + e.status().message());
      }
      throw e;
    }
  }

  /// Deletes the very pod that was seen; a pod that is gone is no failure, but no event either.
  ///
  /// @return whether it was there
  public boolean delete(ApiObject owner, Pod pod) {
    try {
      client.near(Kinds.PODS, pod).delete(pod.name(), DeleteOptions.of(pod));
      recorder.normal(owner, "SuccessfulDelete", "Deleted pod: " + pod.name());
      return true;
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return false;
      }
      recorder.warning(owner, "FailedDelete", "Error deleting: " + e.status().message());
      throw e;
    }
  }
}
