package k4j.apiserver.admission;

import java.util.List;
import k4j.api.json.JsonObject;

/// One rule of the cluster that a write must pass. All plugins mutate first, in the order of
/// `AdmissionPlugins`; then all validate.
public interface AdmissionPlugin {

  /// Kubernetes' name, such as `LimitRanger`.
  String name();

  /// Whether the plugin has anything to do with such a request; asked before both phases.
  boolean handles(AdmissionRequest request);

  /// The object as it should be stored.
  ///
  /// @throws k4j.api.meta.StatusException to refuse
  default JsonObject mutate(AdmissionRequest request) {
    return request.object();
  }

  /// @throws k4j.api.meta.StatusException to refuse
  default void validate(AdmissionRequest request) {}

  /// What a person should hear about a request that passes.
  default List<String> warnings(AdmissionRequest request) {
    return List.of();
  }
}
