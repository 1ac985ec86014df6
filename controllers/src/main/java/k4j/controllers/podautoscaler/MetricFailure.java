package k4j.controllers.podautoscaler;

/// A metric from which no number of replicas follows, in the words that events and conditions show.
final class MetricFailure extends RuntimeException {

  MetricFailure(String message) {
    super(message, null, false, false);
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
