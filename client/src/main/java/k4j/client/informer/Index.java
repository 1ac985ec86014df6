package k4j.client.informer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import k4j.api.meta.ApiObject;
import org.jspecify.annotations.Nullable;

/// The objects of a cache by something else than their name. One thread writes, any may read.
public final class Index<T extends ApiObject> {

  private final Function<? super T, ? extends Collection<String>> values;
  private final Map<String, Map<String, T>> buckets = new ConcurrentHashMap<>();

  Index(Function<? super T, ? extends Collection<String>> values) {
    this.values = values;
  }

  /// The objects that have the value.
  public List<T> get(String value) {
    Map<String, T> bucket = buckets.get(value);
    return bucket == null ? List.of() : List.copyOf(bucket.values());
  }

  /// New places are filled before old ones are left, so that a reader never misses an object.
  void replace(String key, @Nullable T old, @Nullable T object) {
    Collection<String> now = object == null ? List.of() : values.apply(object);
    for (String value : now) {
      if (object != null) {
        buckets.computeIfAbsent(value, _ -> new ConcurrentHashMap<>()).put(key, object);
      }
    }
    if (old == null) {
      return;
    }
    for (String value : values.apply(old)) {
      Map<String, T> bucket = buckets.get(value);
      if (bucket != null && !now.contains(value)) {
        bucket.remove(key);
        if (bucket.isEmpty()) {
          buckets.remove(value);
        }
      }
    }
  }
}
