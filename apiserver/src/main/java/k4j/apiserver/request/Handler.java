package k4j.apiserver.request;

/// Answers requests.
@FunctionalInterface
public interface Handler {

  /// @throws k4j.api.meta.StatusException where the answer is a failure
  Answer handle(Call call);
}
