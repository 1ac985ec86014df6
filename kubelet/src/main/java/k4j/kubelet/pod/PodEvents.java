package k4j.kubelet.pod;

import k4j.api.json.JsonObject;
import k4j.client.Unstructured;
import k4j.client.event.EventRecorder;
import k4j.client.event.Note;

/// Reports what happens to pods and their containers.
public final class PodEvents {

  private final EventRecorder recorder;

  public PodEvents(EventRecorder recorder) {
    this.recorder = recorder;
  }

  public void normal(JsonObject pod, String reason, String message) {
    record(pod, "", Note.NORMAL, reason, message);
  }

  public void warning(JsonObject pod, String reason, String message) {
    record(pod, "", Note.WARNING, reason, message);
  }

  public void normal(JsonObject pod, JsonObject container, String reason, String message) {
    String name = container.string("name");
    record(pod, PodSpecs.fieldPath(pod, name), Note.NORMAL, reason, message);
  }

  public void warning(JsonObject pod, JsonObject container, String reason, String message) {
    String name = container.string("name");
    record(pod, PodSpecs.fieldPath(pod, name), Note.WARNING, reason, message);
  }

  private void record(
      JsonObject pod, String fieldPath, String type, String reason, String message) {
    JsonObject about = Note.reference(new Unstructured(pod), fieldPath);
    recorder.record(new Note(about, type, reason, "", message));
  }
}
