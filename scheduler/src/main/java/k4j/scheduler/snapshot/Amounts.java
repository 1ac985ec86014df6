package k4j.scheduler.snapshot;

import java.util.HashMap;
import java.util.Map;
import k4j.api.quantity.Quantity;

/// Amounts of resources: CPU in thousandths, the rest in units.
///
/// @param others extended resources and huge pages, by name
public record Amounts(long milliCpu, long memory, long ephemeral, Map<String, Long> others) {

  public static final Amounts NONE = new Amounts(0, 0, 0, Map.of());

  public Amounts {
    others = Map.copyOf(others);
  }

  public static Amounts of(Map<String, Quantity> quantities) {
    long milliCpu = 0;
    long memory = 0;
    long ephemeral = 0;
    Map<String, Long> others = new HashMap<>();
    for (var entry : quantities.entrySet()) {
      switch (entry.getKey()) {
        case "cpu" -> milliCpu = entry.getValue().milliValue();
        case "memory" -> memory = entry.getValue().value();
        case "ephemeral-storage" -> ephemeral = entry.getValue().value();
        case "pods" -> {}
        default -> others.put(entry.getKey(), entry.getValue().value());
      }
    }
    return new Amounts(milliCpu, memory, ephemeral, others);
  }

  public Amounts plus(Amounts more) {
    return new Amounts(
        milliCpu + more.milliCpu,
        memory + more.memory,
        ephemeral + more.ephemeral,
        merged(more.others, 1));
  }

  public Amounts minus(Amounts less) {
    return new Amounts(
        milliCpu - less.milliCpu,
        memory - less.memory,
        ephemeral - less.ephemeral,
        merged(less.others, -1));
  }

  private Map<String, Long> merged(Map<String, Long> more, int sign) {
    if (more.isEmpty()) {
      return others;
    }
    Map<String, Long> sum = new HashMap<>(others);
    more.forEach((name, amount) -> sum.merge(name, sign * amount, Long::sum));
    return sum;
  }

  /// The greater of each.
  public Amounts max(Amounts other) {
    Map<String, Long> greater = new HashMap<>(others);
    other.others.forEach((name, amount) -> greater.merge(name, amount, Math::max));
    return new Amounts(
        Math.max(milliCpu, other.milliCpu),
        Math.max(memory, other.memory),
        Math.max(ephemeral, other.ephemeral),
        greater);
  }

  public long other(String name) {
    return others.getOrDefault(name, 0L);
  }

  /// The amount of any resource by its name.
  public long of(String resource) {
    return switch (resource) {
      case "cpu" -> milliCpu;
      case "memory" -> memory;
      case "ephemeral-storage" -> ephemeral;
      default -> other(resource);
    };
  }
}
