package k4j.apiserver.admission.limits;

import java.util.Locale;
import java.util.Optional;
import k4j.api.quantity.Quantity;
import k4j.api.quota.ResourceAmounts;

/// One bound of a LimitRange. Pure.
///
/// @param type Container, Pod or PersistentVolumeClaim
/// @param resource such as `cpu`
/// @param bound the amount
record Constraint(Kind kind, String type, String resource, Quantity bound) {

  enum Kind {
    MIN,
    MAX,
    /// For what has requests only.
    MAX_REQUEST,
    MAX_LIMIT_REQUEST_RATIO
  }

  /// What is wrong; empty where nothing is.
  Optional<String> problem(ResourceAmounts requests, ResourceAmounts limits) {
    return switch (kind) {
      case MIN -> min(requests, limits);
      case MAX -> max(requests, limits);
      case MAX_REQUEST -> maxRequest(requests);
      case MAX_LIMIT_REQUEST_RATIO -> ratio(requests, limits);
    };
  }

  private Optional<String> says(String frame, String rest) {
    return Optional.of(frame + " per " + type + " is " + bound + rest);
  }

  private Optional<String> min(ResourceAmounts requests, ResourceAmounts limits) {
    String frame = "minimum " + resource + " usage";
    if (!requests.has(resource)) {
      return says(frame, ".  No request is specified");
    }
    if (requests.get(resource).compareTo(bound) < 0) {
      return says(frame, ", but request is " + requests.get(resource));
    }
    return limits.has(resource) && limits.get(resource).compareTo(bound) < 0
        ? says(frame, ", but limit is " + limits.get(resource))
        : Optional.empty();
  }

  private Optional<String> max(ResourceAmounts requests, ResourceAmounts limits) {
    String frame = "maximum " + resource + " usage";
    if (!limits.has(resource)) {
      return says(frame, ".  No limit is specified");
    }
    if (limits.get(resource).compareTo(bound) > 0) {
      return says(frame, ", but limit is " + limits.get(resource));
    }
    return requests.has(resource) && requests.get(resource).compareTo(bound) > 0
        ? says(frame, ", but request is " + requests.get(resource))
        : Optional.empty();
  }

  private Optional<String> maxRequest(ResourceAmounts requests) {
    String frame = "maximum " + resource + " usage";
    if (!requests.has(resource)) {
      return says(frame, ".  No request is specified");
    }
    return requests.get(resource).compareTo(bound) > 0
        ? says(frame, ", but request is " + requests.get(resource))
        : Optional.empty();
  }

  private Optional<String> ratio(ResourceAmounts requests, ResourceAmounts limits) {
    String frame = resource + " max limit to request ratio";
    if (requests.get(resource).isZero()) {
      return says(frame, ", but no request is specified or request is 0");
    }
    if (limits.get(resource).isZero()) {
      return says(frame, ", but no limit is specified or limit is 0");
    }
    double ratio = limits.get(resource).doubleValue() / requests.get(resource).doubleValue();
    return ratio > bound.doubleValue()
        ? says(frame, ", but provided ratio is " + String.format(Locale.ROOT, "%f", ratio))
        : Optional.empty();
  }
}
