package k4j.api.defaulting;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All rules of defaulting, by `group.Kind`, or by `group.version.Kind` where versions differ.
final class DefaultRules {

  private static final Map<String, Rule> ALL = all();

  private DefaultRules() {}

  private static Map<String, Rule> all() {
    var all = new HashMap<String, Rule>();
    all.putAll(PodDefaults.RULES);
    all.putAll(VolumeDefaults.RULES);
    all.putAll(CoreDefaults.RULES);
    all.putAll(ServiceDefaults.RULES);
    all.putAll(AppsDefaults.RULES);
    all.putAll(BatchDefaults.RULES);
    all.putAll(AutoscalingDefaults.RULES);
    all.putAll(NetworkingDefaults.RULES);
    all.putAll(StorageDefaults.RULES);
    all.putAll(AdmissionDefaults.RULES);
    all.putAll(ExtensionDefaults.RULES);
    all.putAll(FlowControlDefaults.RULES);
    all.putAll(DeviceDefaults.RULES);
    return Map.copyOf(all);
  }

  /// @param definition such as `io.k8s.api.core.v1.PodSpec`
  static @Nullable Rule of(String definition) {
    int kind = definition.lastIndexOf('.');
    int version = definition.lastIndexOf('.', kind - 1);
    int group = definition.lastIndexOf('.', version - 1);
    if (group < 0) {
      return null;
    }
    Rule exact = ALL.get(definition.substring(group + 1));
    return exact != null
        ? exact
        : ALL.get(definition.substring(group + 1, version) + definition.substring(kind));
  }
}
