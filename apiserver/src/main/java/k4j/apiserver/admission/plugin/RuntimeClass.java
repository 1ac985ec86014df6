package k4j.apiserver.admission.plugin;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Adds to pods what their runtime class costs and where it can run.
public final class RuntimeClass implements AdmissionPlugin {

  private final Reader reader;

  public RuntimeClass(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "RuntimeClass";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("", "pods") && request.isCreate();
  }

  /// Empty where the pod names none.
  private JsonObject classOf(AdmissionRequest request) {
    JsonObject spec = request.object().object("spec");
    if (!spec.has("runtimeClassName")) {
      return JsonObject.EMPTY;
    }
    String name = spec.string("runtimeClassName");
    return reader
        .get(Resources.RUNTIME_CLASSES, "", name)
        .orElseThrow(
            () -> request.forbidden("pod rejected: RuntimeClass \"" + name + "\" not found"));
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject runtime = classOf(request);
    JsonObject pod = request.object();
    if (runtime.has("overhead")) {
      JsonObject overhead = runtime.object("overhead").object("podFixed");
      if (pod.object("spec").has("overhead")
          && !pod.object("spec").object("overhead").equals(overhead)) {
        throw mismatch(request);
      }
      pod = pod.withAt(overhead, "spec", "overhead");
    }
    return scheduled(request, pod, runtime.object("scheduling"));
  }

  private static RuntimeException mismatch(AdmissionRequest request) {
    return request.forbidden(
        "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  }

  private static JsonObject scheduled(
      AdmissionRequest request, JsonObject pod, JsonObject scheduling) {
    JsonObject own = pod.object("spec").object("nodeSelector");
    JsonObject selector = own;
    JsonObject wanted = scheduling.object("nodeSelector");
    for (String key : wanted.names()) {
      if (own.has(key) && !own.string(key).equals(wanted.string(key))) {
        throw request.forbidden(
            "conflict: runtimeClass.scheduling.nodeSelector["
                + key
                + "] = "
                + wanted.string(key)
                + "; pod.spec.nodeSelector["
                + key
                + "] = "
                + own.string(key));
      }
      selector = selector.with(key, wanted.string(key));
    }
    JsonObject next = selector == own ? pod : pod.withAt(selector, "spec", "nodeSelector");
    JsonArray tolerations = next.object("spec").array("tolerations");
    JsonArray all = tolerations;
    for (Json each : scheduling.array("tolerations")) {
      if (all.stream().noneMatch(each::equals)) {
        all = all.with(each);
      }
    }
    return all == tolerations ? next : next.withAt(all, "spec", "tolerations");
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject runtime = classOf(request);
    JsonObject overhead = request.object().object("spec").object("overhead");
    if (runtime.has("overhead")) {
      if (!runtime.object("overhead").object("podFixed").equals(overhead)) {
        throw mismatch(request);
      }
    } else if (!overhead.isEmpty()) {
      throw request.forbidden(
          "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
  }
}
