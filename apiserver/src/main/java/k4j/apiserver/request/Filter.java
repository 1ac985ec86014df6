package k4j.apiserver.request;

/// A step that every request passes on its way to its handler.
@FunctionalInterface
public interface Filter {

  /// @throws k4j.api.meta.StatusException to refuse
  Answer apply(Call call, Handler next);
}
