package k4j.kubelet.allocation;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodSpecs;

/// The texts of events about resizes: what happens, and the pod's resources as JSON (kubelet,
/// `events/resize.go`).
final class ResizeMessages {

  private ResizeMessages() {}

  static String started(JsonObject pod, long generation) {
    return text("Pod resize started", pod, generation, "");
  }

  static String completed(JsonObject pod, long generation) {
    return text("Pod resize completed", pod, generation, "");
  }

  static String failed(JsonObject pod, long generation, String error) {
    return text("Pod resize error", pod, generation, error);
  }

  static String pending(JsonObject pod, long generation, String reason, String message) {
    return text("Pod resize " + reason, pod, generation, message);
  }

  private static String text(String begin, JsonObject pod, long generation, String error) {
    var out = JsonObject.builder();
    List<Json> init = all(PodSpecs.initContainers(pod));
    if (!init.isEmpty()) {
      out.put("initContainers", JsonArray.of(init));
    }
    List<Json> regular = all(PodSpecs.containers(pod));
    if (!regular.isEmpty()) {
      out.put("containers", JsonArray.of(regular));
    }
    out.put("generation", generation);
    if (!error.isEmpty()) {
      out.put("error", error);
    }
    return begin + ": " + out.build();
  }

  private static List<Json> all(List<JsonObject> containers) {
    List<Json> result = new ArrayList<>();
    for (JsonObject container : containers) {
      JsonObject resources = container.object("resources");
      var out = JsonObject.builder();
      for (String side : List.of("limits", "requests")) {
        if (!resources.object(side).isEmpty()) {
          out.put(side, resources.object(side));
        }
      }
      if (resources.has("claims")) {
        out.put("claims", resources.array("claims"));
      }
      result.add(
          JsonObject.EMPTY.with("name", container.string("name")).with("resources", out.build()));
    }
    return result;
  }
}
