package k4j.api.cel.value;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A map that an expression made, or an object of a named type.
public record MapValue(String typeName, Map<Object, Object> entries) implements CelMap {

  public MapValue {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  public static MapValue of(Map<?, ?> entries) {
    return new MapValue("map", new LinkedHashMap<>(entries));
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public @Nullable Object find(Object key) {
    Object found = entries.get(key);
    return found != null ? found : otherNumber(key);
  }

  /// `1`, `1u` and `1.0` are the same key.
  private @Nullable Object otherNumber(Object key) {
    return switch (key) {
      case Long number when number >= 0 -> entries.get(new Unsigned(number));
      case Unsigned number when number.bits() >= 0 -> entries.get(number.bits());
      case Double number when number == Math.rint(number) && Math.abs(number) < 1L << 62 -> {
        Object found = entries.get((long) (double) number);
        yield found != null ? found : entries.get(new Unsigned((long) (double) number));
      }
      default -> null;
    };
  }

  @Override
  public Iterable<?> keys() {
    return entries.keySet();
  }
}
