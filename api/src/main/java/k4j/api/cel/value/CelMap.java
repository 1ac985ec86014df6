package k4j.api.cel.value;

import org.jspecify.annotations.Nullable;

/// A map, or an object whose fields are its keys.
public interface CelMap {

  int size();

  @Nullable Object find(Object key);

  Iterable<?> keys();

  /// What `type()` calls it.
  default String typeName() {
    return "map";
  }

  default boolean sameAs(CelMap other) {
    if (size() != other.size()) {
      return false;
    }
    for (Object key : keys()) {
      Object mine = find(key);
      Object theirs = other.find(key);
      if (mine == null || theirs == null || !Equality.equal(mine, theirs)) {
        return false;
      }
    }
    return true;
  }
}
