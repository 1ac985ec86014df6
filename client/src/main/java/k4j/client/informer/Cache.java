package k4j.client.informer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import k4j.api.meta.ApiObject;
import org.jspecify.annotations.Nullable;

/// The objects of one kind as last seen, by `namespace/name`. One thread writes, any may read.
public final class Cache<T extends ApiObject> {

  private final Map<String, T> objects = new ConcurrentHashMap<>();
  private final Map<String, Index<T>> indexes = new ConcurrentHashMap<>();

  public Optional<T> get(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  public Optional<T> get(String namespace, String name) {
    return get(namespace.isEmpty() ? name : namespace + "/" + name);
  }

  public List<T> list() {
    return List.copyOf(objects.values());
  }

  public int size() {
    return objects.size();
  }

  Set<String> keys() {
    return Set.copyOf(objects.keySet());
  }

  Index<T> index(String name, Function<? super T, ? extends Collection<String>> values) {
    return indexes.computeIfAbsent(
        name,
        _ -> {
          var index = new Index<T>(values);
          objects.forEach((key, object) -> index.replace(key, null, object));
          return index;
        });
  }

  @Nullable T put(String key, T object) {
    T old = objects.put(key, object);
    indexes.values().forEach(index -> index.replace(key, old, object));
    return old;
  }

  @Nullable T remove(String key) {
    T old = objects.remove(key);
    if (old != null) {
      indexes.values().forEach(index -> index.replace(key, old, null));
    }
    return old;
  }
}
