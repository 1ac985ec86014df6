package k4j.client.informer;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import org.jspecify.annotations.Nullable;

/// A cache of one kind that a watch keeps up to date, and the handlers that are told of each
/// change.
public final class Informer<T extends ApiObject> implements Sink<T> {

  private final Kind<T> kind;
  private final Cache<T> cache = new Cache<>();
  private final List<Handler<? super T>> handlers = new CopyOnWriteArrayList<>();
  private final CountDownLatch synced = new CountDownLatch(1);

  /// Held while a change is told, so that a handler that comes later misses none.
  private final ReentrantLock telling = new ReentrantLock();

  Informer(Kind<T> kind) {
    this.kind = kind;
  }

  public Kind<T> kind() {
    return kind;
  }

  public Optional<T> get(String key) {
    return cache.get(key);
  }

  public Optional<T> get(String namespace, String name) {
    return cache.get(namespace, name);
  }

  public List<T> list() {
    return cache.list();
  }

  public int size() {
    return cache.size();
  }

  /// Objects by what the function says of each; indexes of one name are one.
  public Index<T> index(String name, Function<? super T, ? extends Collection<String>> values) {
    telling.lock();
    try {
      return cache.index(name, values);
    } finally {
      telling.unlock();
    }
  }

  public Index<T> byNamespace() {
    return index("namespace", object -> List.of(object.namespace()));
  }

  /// By the UID of the owner that controls the object, `""` where none does.
  public Index<T> byController() {
    return index("controller", object -> List.of(controllerUid(object)));
  }

  private static String controllerUid(ApiObject object) {
    for (JsonObject owner : object.json().object("metadata").array("ownerReferences").objects()) {
      if (owner.bool("controller")) {
        return owner.string("uid");
      }
    }
    return "";
  }

  /// Tells the handler of all there is, then of each change.
  public void handle(Handler<? super T> handler) {
    telling.lock();
    try {
      cache.list().forEach(handler::added);
      handlers.add(handler);
    } finally {
      telling.unlock();
    }
  }

  /// Whether the first list is in the cache and was told to the handlers.
  public boolean hasSynced() {
    return synced.getCount() == 0;
  }

  /// Waits for the first list; false when interrupted, the flag stays.
  public boolean awaitSync() {
    try {
      synced.await();
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void put(T object) {
    String key = object.key();
    telling.lock();
    try {
      T old = cache.get(key).orElse(null);
      if (old != null && old.resourceVersion().equals(object.resourceVersion())) {
        return;
      }
      if (old != null && !old.uid().equals(object.uid())) {
        tellDeleted(cache.remove(key)); // deleted and made again while nobody watched
        old = null;
      }
      cache.put(key, object);
      for (var handler : handlers) {
        if (old == null) {
          handler.added(object);
        } else {
          handler.updated(old, object);
        }
      }
    } finally {
      telling.unlock();
    }
  }

  @Override
  public void delete(T last) {
    remove(last.key(), last);
  }

  private void remove(String key, @Nullable T last) {
    telling.lock();
    try {
      T old = cache.remove(key);
      if (old != null) {
        tellDeleted(last == null ? old : last);
      }
    } finally {
      telling.unlock();
    }
  }

  private void tellDeleted(@Nullable T last) {
    if (last != null) {
      handlers.forEach(handler -> handler.deleted(last));
    }
  }

  @Override
  public void replace(List<? extends T> objects) {
    Set<String> gone = new HashSet<>(cache.keys());
    for (T object : objects) {
      gone.remove(object.key());
      put(object);
    }
    gone.forEach(key -> remove(key, null));
    synced.countDown();
  }
}
