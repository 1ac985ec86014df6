package k4j.apiserver.write;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.request.Warnings;

/// Runs the admission plugins.
public final class AdmissionChain {

  private final List<AdmissionPlugin> plugins;

  public AdmissionChain(List<AdmissionPlugin> plugins) {
    this.plugins = List.copyOf(plugins);
  }

  /// The object as the plugins want it.
  public JsonObject mutate(AdmissionRequest request) {
    AdmissionRequest seen = round(request);
    return request.notes().beginSecondRound() ? round(seen).object() : seen.object();
  }

  private AdmissionRequest round(AdmissionRequest request) {
    AdmissionRequest current = request;
    for (AdmissionPlugin plugin : plugins) {
      if (plugin.handles(current)) {
        current = current.withObject(plugin.mutate(current));
      }
    }
    return current;
  }

  /// Of a deletion or a connection nothing is stored, so that what its mutation makes is dropped;
  /// but it may refuse.
  public void validate(AdmissionRequest request) {
    if (request.operation() == Operation.DELETE || request.operation() == Operation.CONNECT) {
      mutate(request);
    }
    for (AdmissionPlugin plugin : plugins) {
      if (plugin.handles(request)) {
        plugin.validate(request);
      }
    }
  }

  /// As above, and tells what a person should hear.
  public void validate(AdmissionRequest request, Warnings warnings) {
    validate(request);
    for (AdmissionPlugin plugin : plugins) {
      if (plugin.handles(request)) {
        warnings.addAll(plugin.warnings(request));
      }
    }
  }
}
