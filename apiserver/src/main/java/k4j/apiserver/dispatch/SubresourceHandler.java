package k4j.apiserver.dispatch;

import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;

/// Serves one subresource, such as `pods/binding`, for all verbs that discovery shows for it.
@FunctionalInterface
public interface SubresourceHandler {

  /// @throws k4j.api.meta.StatusException where the answer is a failure
  Answer handle(Call call, ServedResource served);
}
