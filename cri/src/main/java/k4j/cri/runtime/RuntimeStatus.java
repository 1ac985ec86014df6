package k4j.cri.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `StatusResponse`: conditions, handlers, and free-form facts for a person (`info`).
public record RuntimeStatus(
    List<RuntimeCondition> conditions, List<RuntimeHandler> handlers, Map<String, String> info) {
  public RuntimeStatus {
    conditions = List.copyOf(conditions);
    handlers = List.copyOf(handlers);
    info = Map.copyOf(info);
  }

  public Optional<RuntimeCondition> condition(String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }
}
