package k4j.apiserver.registry;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Store;

/// Reads the newest state of the store.
public final class StoreReader implements Reader {

  private final Store<StoredObject> store;
  private final Committer committer;
  private final ResourceTable resources;
  private final Versions versions;

  public StoreReader(Committer committer, ResourceTable resources) {
    this.committer = committer;
    store = committer.store();
    this.resources = resources;
    versions = new TableVersions(resources);
  }

  @Override
  public Optional<JsonObject> get(ResourceName resource, String namespace, String name) {
    return resources
        .find(resource)
        .flatMap(served ->
            Optional.ofNullable(store.snapshot().get(served.key(namespace, name)))
                .map(entry -> served.served(entry.value())));
  }

  @Override
  public List<JsonObject> list(ResourceName resource, String namespace) {
    return resources.find(resource).map(served -> list(served, namespace)).orElse(List.of());
  }

  private List<JsonObject> list(ServedResource served, String namespace) {
    String prefix = served.prefix(namespace);
    var result = new ArrayList<JsonObject>();
    Iterator<Entry<StoredObject>> entries = store.snapshot().entries(prefix, prefix);
    while (entries.hasNext()) {
      result.add(served.served(entries.next().value()));
    }
    return result;
  }

  @Override
  public Versions versions() {
    return versions;
  }

  @Override
  public long version(ResourceName resource) {
    return resources.find(resource).map(served -> committer.changes(served.prefix())).orElse(0L);
  }
}
