package k4j.apiserver.request;

import java.util.Optional;

/// Answers URLs that are not plain resources: health, version, discovery, OpenAPI, and resources
/// that nothing stores. The first that answers is taken, after authorization.
@FunctionalInterface
public interface Endpoint {

  /// Empty where the URL is not its own.
  ///
  /// @throws k4j.api.meta.StatusException where the answer is a failure
  Optional<Answer> answer(Call call);
}
