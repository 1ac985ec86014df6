package k4j.apiserver.metrics;

import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.apiserver.registry.Reader;

/// Which API services cannot be had (`aggregator_unavailable_apiservice`).
public record ApiServiceMetrics(Reader reader) implements MetricSource {

  private static final ResourceName API_SERVICES =
      new ResourceName("apiregistration.k8s.io", "v1", "apiservices");

  @Override
  public void write(MetricText out) {
    out.family(
        "aggregator_unavailable_apiservice",
        "gauge",
        "[ALPHA] Gauge of APIServices which are marked as unavailable broken down by APIService"
            + " name.");
    for (JsonObject each : reader.list(API_SERVICES, "")) {
      boolean available =
          each.object("status").array("conditions").objects().stream()
              .anyMatch(condition ->
                  condition.string("type").equals("Available")
                      && condition.string("status").equals("True"));
      out.sample(available ? 0 : 1, "name", each.object("metadata").string("name"));
    }
  }
}
