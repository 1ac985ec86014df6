package k4j.apiserver.write;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.metrics.AdmissionMetrics;
import k4j.apiserver.request.Warnings;

/// Runs the admission plugins, and notes how long each takes.
public final class AdmissionChain {

  private static final String ADMIT = "admit";
  private static final String VALIDATE = "validate";

  private final List<AdmissionPlugin> plugins;
  private final AdmissionMetrics metrics;
  private final InstantSource clock;

  public AdmissionChain(
      List<AdmissionPlugin> plugins, AdmissionMetrics metrics, InstantSource clock) {
    this.plugins = List.copyOf(plugins);
    this.metrics = metrics;
    this.clock = clock;
  }

  /// One plugin's part in one phase.
  @FunctionalInterface
  private interface Part {
    AdmissionRequest of(AdmissionPlugin plugin, AdmissionRequest request);
  }

  /// The object as the plugins want it.
  public JsonObject mutate(AdmissionRequest request) {
    AdmissionRequest seen = all(request, ADMIT, AdmissionChain::mutated);
    return request.notes().beginSecondRound()
        ? all(seen, ADMIT, AdmissionChain::mutated).object()
        : seen.object();
  }

  private static AdmissionRequest mutated(AdmissionPlugin plugin, AdmissionRequest request) {
    return request.withObject(plugin.mutate(request));
  }

  private static AdmissionRequest validated(AdmissionPlugin plugin, AdmissionRequest request) {
    plugin.validate(request);
    return request;
  }

  private AdmissionRequest all(AdmissionRequest request, String type, Part part) {
    String operation = request.operation().name();
    Instant begun = clock.instant();
    Instant since = begun;
    AdmissionRequest current = request;
    for (AdmissionPlugin plugin : plugins) {
      if (!plugin.handles(current)) {
        continue;
      }
      try {
        current = part.of(plugin, current);
      } catch (StatusException refused) {
        Instant now = clock.instant();
        metrics.plugin(plugin.name(), operation, type, true, since, now);
        metrics.step(operation, type, true, begun, now);
        throw refused;
      }
      Instant now = clock.instant();
      metrics.plugin(plugin.name(), operation, type, false, since, now);
      since = now;
    }
    metrics.step(operation, type, false, begun, since);
    return current;
  }

  /// Of a deletion or a connection nothing is stored, so that what its mutation makes is dropped;
  /// but it may refuse.
  public void validate(AdmissionRequest request) {
    if (request.operation() == Operation.DELETE || request.operation() == Operation.CONNECT) {
      mutate(request);
    }
    all(request, VALIDATE, AdmissionChain::validated);
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
