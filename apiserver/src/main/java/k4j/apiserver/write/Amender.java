package k4j.apiserver.write;

import java.util.function.UnaryOperator;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Write;

/// Changes an object on the server's own account, without strategy and admission: what binding and
/// eviction do to pods.
public final class Amender {

  private final Committer committer;

  public Amender(Committer committer) {
    this.committer = committer;
  }

  /// @param change called anew when somebody else was faster
  /// @return the object as it is now
  /// @throws StatusException 404 where there is no such object
  public JsonObject amend(
      ServedResource served,
      String namespace,
      String name,
      UnaryOperator<JsonObject> change,
      boolean dryRun) {
    String key = served.key(namespace, name);
    while (true) {
      Entry<StoredObject> entry = committer.store().snapshot().get(key);
      if (entry == null) {
        throw StatusException.notFound(served.name(), name);
      }
      JsonObject object = change.apply(served.served(entry.value()));
      StoredObject next = served.stored(object);
      if (dryRun || next.sameContent(entry.value())) {
        return object;
      }
      var done = committer.commit(served, Write.replace(key, next, entry.modRevision()));
      if (done.isPresent()) {
        return served.served(done.get().object());
      }
    }
  }
}
