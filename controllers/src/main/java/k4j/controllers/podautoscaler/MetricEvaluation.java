package k4j.controllers.podautoscaler;

import java.util.Map;
import k4j.api.autoscaling.v2.ContainerResourceMetricSource;
import k4j.api.autoscaling.v2.ExternalMetricSource;
import k4j.api.autoscaling.v2.MetricSpec;
import k4j.api.autoscaling.v2.MetricTarget;
import k4j.api.autoscaling.v2.ObjectMetricSource;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.selector.LabelSelector;

/// What each metric of an autoscaler proposes. (controller: `computeReplicasForMetric`.)
///
/// @param selector of the target's pods
/// @param wanted how many replicas the target is to have
/// @param present how many it has
record MetricEvaluation(
    Metrics metrics,
    ReplicaCalculator calculator,
    String namespace,
    String selector,
    int wanted,
    int present) {

  private static final long THOUSAND = 1000;
  private static final long BINARY = 1024;

  sealed interface Outcome {

    /// @param metric what it is called in messages
    /// @param status what the autoscaler shows of it
    record Proposed(int replicas, String metric, JsonObject status) implements Outcome {}

    /// @param reason of event and condition
    /// @param cause what both say
    /// @param error the same in the words of the whole attempt
    record Failed(String reason, String cause, String error) implements Outcome {}
  }

  Outcome of(MetricSpec spec) {
    return switch (spec.type()) {
      case "Resource" -> resource(spec);
      case "ContainerResource" -> containerResource(spec.containerResource());
      case "Pods" -> pods(spec);
      case "Object" -> object(spec.object());
      case "External" -> external(spec.external());
      default -> {
        String error = "unknown metric source type \"%s\"".formatted(spec.type());
        yield new Outcome.Failed("InvalidMetricSourceType", error, error);
      }
    };
  }

  private Outcome resource(MetricSpec spec) {
    String name = spec.resource().name();
    try {
      var measured = ofResource(spec.resource().target(), name, "");
      JsonObject status =
          JsonObject.builder().put("name", name).put("current", measured.current()).build();
      return new Outcome.Proposed(
          measured.replicas(), measured.metric(), status("Resource", "resource", status));
    } catch (MetricFailure e) {
      return new Outcome.Failed(
          "FailedGetResourceMetric",
          e.words(),
          "failed to get %s resource metric value: %s".formatted(name, e.words()));
    }
  }

  private Outcome containerResource(ContainerResourceMetricSource source) {
    try {
      var measured = ofResource(source.target(), source.name(), source.container());
      JsonObject status =
          JsonObject.builder()
              .put("name", source.name())
              .put("container", source.container())
              .put("current", measured.current())
              .build();
      return new Outcome.Proposed(
          measured.replicas(),
          measured.metric(),
          status("ContainerResource", "containerResource", status));
    } catch (MetricFailure e) {
      return new Outcome.Failed(
          "FailedGetContainerResourceMetric",
          e.words(),
          "failed to get %s container metric value: %s".formatted(source.container(), e.words()));
    }
  }

  private record Measured(int replicas, String metric, JsonObject current) {}

  private Measured ofResource(MetricTarget target, String resource, String container) {
    if (target.averageValue().isPresent()) {
      long wish = target.averageValue().get().milliValue();
      var proposal =
          failingWith(
              "failed to get %s usage".formatted(resource),
              () -> calculator.average(wanted, wish, resource, figures(resource, container)));
      return new Measured(
          proposal.replicas(),
          resource + " resource",
          JsonObject.EMPTY.with("averageValue", amount(resource, proposal.usage())));
    }
    if (!target.hasAverageUtilization()) {
      throw new MetricFailure(
          "invalid resource metric source: neither an average utilization target nor an average"
              + " value (usage) target was set");
    }
    var proposal =
        failingWith(
            "failed to get %s utilization".formatted(resource),
            () ->
                calculator.utilization(
                    wanted,
                    target.averageUtilization(),
                    resource,
                    container,
                    figures(resource, container)));
    String metric =
        "%s %sresource utilization (percentage of request)"
            .formatted(resource, container.isEmpty() ? "" : "container ");
    JsonObject current =
        JsonObject.builder()
            .put("averageUtilization", proposal.utilization())
            .put("averageValue", amount(resource, proposal.usage()))
            .build();
    return new Measured(proposal.replicas(), metric, current);
  }

  private Map<String, Figure> figures(String resource, String container) {
    return failingWith(
        "unable to get metrics for resource " + resource,
        () -> metrics.resource(namespace, selector, resource, container));
  }

  private Outcome pods(MetricSpec spec) {
    JsonObject metric = spec.pods().metric().json();
    String name = metric.string("name");
    try {
      long target = spec.pods().target().averageValue().map(Quantity::milliValue).orElse(0L);
      Map<String, Figure> figures =
          failingWith(
              "unable to get metric " + name,
              () -> metrics.pods(namespace, selector, name, metricSelector(metric)));
      var proposal = calculator.average(wanted, target, "", figures);
      JsonObject status =
          JsonObject.builder()
              .put("metric", metric)
              .put("current", current("averageValue", proposal.usage()))
              .build();
      return new Outcome.Proposed(
          proposal.replicas(), "pods metric " + name, status("Pods", "pods", status));
    } catch (MetricFailure e) {
      return new Outcome.Failed(
          "FailedGetPodsMetric", e.words(), "failed to get pods metric value: " + e.words());
    }
  }

  private Outcome object(ObjectMetricSource source) {
    JsonObject metric = source.metric().json();
    String name = metric.string("name");
    var object = source.describedObject();
    MetricTarget target = source.target();
    boolean total = target.type().equals("Value") && target.value().isPresent();
    boolean each = target.type().equals("AverageValue") && target.averageValue().isPresent();
    String wrap = each ? "failed to get %s object metric: ".formatted(name) : "";
    try {
      if (!total && !each) {
        throw new MetricFailure(
            "invalid object metric source: neither a value target nor an average value target"
                + " was set");
      }
      long usage = objectUsage(source);
      var proposal =
          total
              ? calculator.total(wanted, target.value().orElseThrow().milliValue(), usage)
              : calculator.perPod(present, target.averageValue().orElseThrow().milliValue(), usage);
      JsonObject status =
          JsonObject.builder()
              .put("metric", metric)
              .put("describedObject", object.json())
              .put("current", current(total ? "value" : "averageValue", proposal.usage()))
              .build();
      String called =
          total
              ? "%s metric %s".formatted(object.kind(), name)
              : "external metric %s(%s)".formatted(name, GoText.selector(metric));
      return new Outcome.Proposed(proposal.replicas(), called, status("Object", "object", status));
    } catch (MetricFailure e) {
      return new Outcome.Failed(
          "FailedGetObjectMetric",
          e.words(),
          "failed to get object metric value: " + wrap + e.words());
    }
  }

  private long objectUsage(ObjectMetricSource source) {
    JsonObject metric = source.metric().json();
    var object = source.describedObject();
    try {
      return metrics.object(namespace, object, metric.string("name"), metricSelector(metric));
    } catch (MetricFailure e) {
      throw new MetricFailure(
          "unable to get metric %s: %s on %s %s/%s"
              .formatted(
                  metric.string("name"), e.words(), object.kind(), namespace, object.name()));
    }
  }

  private Outcome external(ExternalMetricSource source) {
    JsonObject metric = source.metric().json();
    String name = metric.string("name");
    MetricTarget target = source.target();
    boolean each = target.averageValue().isPresent();
    boolean total = !each && target.value().isPresent();
    String wrap =
        each
            ? "failed to get %s external metric: ".formatted(name)
            : total ? "failed to get external metric %s: ".formatted(name) : "";
    try {
      if (!each && !total) {
        throw new MetricFailure(
            "invalid external metric source: neither a value target nor an average value target"
                + " was set");
      }
      long usage =
          failingWith(
              "unable to get external metric %s/%s/%s"
                  .formatted(namespace, name, GoText.selector(metric)),
              () ->
                  ReplicaCalculator.sum(metrics.external(namespace, name, metricSelector(metric))));
      var proposal =
          each
              ? calculator.perPod(present, target.averageValue().orElseThrow().milliValue(), usage)
              : calculator.total(wanted, target.value().orElseThrow().milliValue(), usage);
      JsonObject status =
          JsonObject.builder()
              .put("metric", metric)
              .put("current", current(each ? "averageValue" : "value", proposal.usage()))
              .build();
      return new Outcome.Proposed(
          proposal.replicas(),
          "external metric %s(%s)".formatted(name, GoText.selector(metric)),
          status("External", "external", status));
    } catch (MetricFailure e) {
      return new Outcome.Failed(
          "FailedGetExternalMetric",
          e.words(),
          "failed to get %s external metric value: %s%s".formatted(name, wrap, e.words()));
    }
  }

  private interface Attempt<T> {
    T run();
  }

  private static <T> T failingWith(String what, Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (MetricFailure e) {
      throw new MetricFailure(what + ": " + e.words());
    }
  }

  private static String metricSelector(JsonObject metric) {
    return metric.has("selector") ? LabelSelector.of(metric.get("selector")).toString() : "";
  }

  private static JsonObject status(String type, String field, JsonObject status) {
    return JsonObject.builder().put("type", type).put(field, status).build();
  }

  private static JsonObject current(String field, long milli) {
    return JsonObject.EMPTY.with(field, Quantity.ofMilli(milli).json());
  }

  /// Memory is shown with powers of 1024, rounded up to whole bytes unless there are few of them.
  private static Json amount(String resource, long milli) {
    boolean bytes = resource.equals("memory") && Math.abs(milli) >= BINARY * THOUSAND;
    return bytes
        ? Quantity.ofBytes(Math.ceilDiv(milli, THOUSAND)).json()
        : Quantity.ofMilli(milli).json();
  }
}
