package k4j.client.informer;

import java.util.List;
import k4j.api.meta.ApiObject;

/// Where a reflector puts what it reads.
public interface Sink<T extends ApiObject> {

  /// An object that came or changed.
  void put(T object);

  /// An object that went, as it was last.
  void delete(T last);

  /// All objects: what is not among them is gone.
  void replace(List<? extends T> objects);
}
