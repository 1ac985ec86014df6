package k4j.apiserver.metrics;

import java.util.TreeMap;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
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
    var names = new TreeMap<String, ResourceName>();
    for (Resource resource : resources.catalog().resources()) {
      if (resource.verbs().contains("list")) {
        resources
            .find(resource.name())
            .ifPresent(served -> {
              counts.put(name(served), count(snapshot, served));
              names.put(name(served), served.name());
            });
      }
    }
    out.family(
        "apiserver_storage_objects",
        "gauge",
        "[STABLE] (Deprecated since 1.34.0) [DEPRECATED, consider using apiserver_resource_objects"
            + " instead] Number of stored objects at the time of last check split by kind. In case"
            + " of a fetching error, the value will be -1.");
    counts.forEach((resource, count) -> out.sample(count, "resource", resource));
    out.family(
        "apiserver_resource_objects",
        "gauge",
        "[ALPHA] Number of stored objects at the time of last check split by kind. In case of a"
            + " fetching error, the value will be -1.");
    names.forEach(
        (resource, name) -> out.sample(counts.getOrDefault(resource, 0).longValue(), labels(name)));
    out.family(
        "apiserver_watch_cache_resource_version",
        "gauge",
        "[ALPHA] Current resource version of watch cache broken by resource type. This is truncated"
            + " to the 15 least significant digits.");
    names.values().forEach(name -> out.sample(store.revision(), labels(name)));
  }

  private static String[] labels(ResourceName name) {
    return new String[] {"group", name.group(), "resource", name.plural()};
  }

  private static String name(ServedResource served) {
    return served.name().groupResource();
  }

  private static int count(Snapshot<StoredObject> snapshot, ServedResource served) {
    return snapshot.count(served.prefix(), served.prefix());
  }
}
