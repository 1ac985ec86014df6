package k4j.apiserver.metrics;

import java.util.TreeMap;
import k4j.api.schema.Resource;
import k4j.apiserver.registry.ResourceTable;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Snapshot;
import k4j.store.Store;

/// How many objects the store holds.
public final class StorageMetrics implements MetricSource {

  private final ResourceTable resources;
  private final Store<StoredObject> store;

  public StorageMetrics(ResourceTable resources, Store<StoredObject> store) {
    this.resources = resources;
    this.store = store;
  }

  @Override
  public void write(MetricText out) {
    Snapshot<StoredObject> snapshot = store.snapshot();
    var counts = new TreeMap<String, Integer>();
    for (Resource resource : resources.catalog().resources()) {
      if (resource.verbs().contains("list")) {
        resources
            .find(resource.name())
            .ifPresent(served -> counts.put(name(served), count(snapshot, served)));
      }
    }
    out.family(
        "apiserver_storage_objects",
        "gauge",
        "[STABLE] Number of stored objects at the time of last check split by kind. In case of a"
            + " fetching error, the value will be -1.");
    counts.forEach((resource, count) -> out.sample(count, "resource", resource));
    out.family("apiserver_storage_revision", "gauge", "[ALPHA] The newest revision of the store.")
        .sample(store.revision());
  }

  private static String name(ServedResource served) {
    return served.name().groupResource();
  }

  private static int count(Snapshot<StoredObject> snapshot, ServedResource served) {
    return snapshot.count(served.prefix(), served.prefix());
  }
}
