package k4j.apiserver.metrics;

import java.util.Locale;
import k4j.api.feature.FeatureGates;

/// Which features are on (`kubernetes_feature_enabled`).
public record FeatureMetrics(FeatureGates gates) implements MetricSource {

  @Override
  public void write(MetricText out) {
    out.family(
        "kubernetes_feature_enabled",
        "gauge",
        "[BETA] This metric records the data about the stage and enablement of a k8s feature.");
    for (FeatureGates.Feature each : gates.all()) {
      String stage = each.stage().equals("GA") ? "" : each.stage().toUpperCase(Locale.ROOT);
      out.sample(each.enabled() ? 1 : 0, "name", each.name(), "stage", stage);
    }
  }
}
