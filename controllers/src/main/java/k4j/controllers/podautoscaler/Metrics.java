package k4j.controllers.podautoscaler;

import java.util.List;
import java.util.Map;
import k4j.api.autoscaling.v2.CrossVersionObjectReference;

/// Where figures come from. Each throws a MetricFailure where there are none.
interface Metrics {

  /// Figures of pods by their names.
  ///
  /// @param container empty for whole pods
  Map<String, Figure> resource(
      String namespace, String selector, String resource, String container);

  /// A custom metric of pods by their names.
  Map<String, Figure> pods(String namespace, String selector, String metric, String metricSelector);

  /// A custom metric of one object, in thousandths.
  long object(
      String namespace, CrossVersionObjectReference object, String metric, String metricSelector);

  /// What an outside system measures, in thousandths.
  List<Long> external(String namespace, String metric, String metricSelector);
}
