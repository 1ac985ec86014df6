package k4j.apiserver.admission.webhook;

import k4j.api.meta.StatusException;

/// What came of asking a webhook.
sealed interface Outcome {

  /// It has answered, whatever it said.
  record Answered(ReviewResponse response) implements Outcome {}

  /// It could not be asked, or its answer means nothing; its failure policy decides.
  ///
  /// @param why in Kubernetes' words
  record Failed(String why) implements Outcome {}

  /// It must not be asked, so that the request cannot pass.
  record Refused(StatusException status) implements Outcome {}
}
