package k4j.api.quota;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// How much of each resource: a ResourceList of Kubernetes. Immutable.
public record ResourceAmounts(Map<String, Quantity> values) {

  public static final ResourceAmounts NONE = new ResourceAmounts(Map.of());

  public ResourceAmounts {
    values = new TreeMap<>(values);
  }

  public static ResourceAmounts of(JsonObject list) {
    var values = new TreeMap<String, Quantity>();
    list.forEach((name, value) -> values.put(name, Quantity.of(value)));
    return new ResourceAmounts(values);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /// Zero where there is none.
  public Quantity get(String name) {
    return values.getOrDefault(name, Quantity.ZERO);
  }

  public ResourceAmounts with(String name, Quantity amount) {
    var next = new TreeMap<>(values);
    next.put(name, amount);
    return new ResourceAmounts(next);
  }

  public ResourceAmounts plus(ResourceAmounts other) {
    var next = new TreeMap<>(values);
    other.values.forEach((name, amount) -> next.merge(name, amount, Quantity::plus));
    return new ResourceAmounts(next);
  }

  public ResourceAmounts max(ResourceAmounts other) {
    var next = new TreeMap<>(values);
    other.values.forEach((name, amount) -> next.merge(name, amount, Quantity::max));
    return new ResourceAmounts(next);
  }

  public ResourceAmounts minus(ResourceAmounts other) {
    var next = new TreeMap<>(values);
    other.values.forEach((name, amount) -> next.merge(name, amount.negate(), Quantity::plus));
    return new ResourceAmounts(next);
  }

  /// Those of which there is more than in the other, by how much (kubernetes, `quota`:
  /// SubtractWithNonNegativeResult).
  public ResourceAmounts beyond(ResourceAmounts other) {
    var next = new TreeMap<>(minus(other).values);
    next.values().removeIf(amount -> amount.signum() < 0);
    return new ResourceAmounts(next);
  }

  /// Only those whose names the other has.
  public ResourceAmounts maskedBy(ResourceAmounts other) {
    var next = new TreeMap<>(values);
    next.keySet().retainAll(other.values.keySet());
    return new ResourceAmounts(next);
  }

  public ResourceAmounts withoutZeros() {
    var next = new TreeMap<>(values);
    next.values().removeIf(Quantity::isZero);
    return new ResourceAmounts(next);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public JsonObject json() {
    var out = JsonObject.builder();
    values.forEach((name, amount) -> out.put(name, amount.json()));
    return out.build();
  }

  /// `cpu=1,memory=2Gi`
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(","));
  }
}
