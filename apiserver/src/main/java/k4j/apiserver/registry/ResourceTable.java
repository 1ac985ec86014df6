package k4j.apiserver.registry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import k4j.api.defaulting.Defaults;
import k4j.api.json.Layout;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.conversion.Conversion;
import k4j.apiserver.conversion.StorageVersions;
import k4j.apiserver.storage.SelectableFields;
import k4j.apiserver.strategy.Strategy;

/// Every resource that the server serves, made ready on first use.
public final class ResourceTable {

  private final Catalog catalog;
  private final Defaults defaults = new Defaults();
  private final Function<Resource, Strategy> strategies;
  private final Function<ResourceName, Optional<ServedResource>> custom;
  private final Map<ResourceName, ServedResource> ready = new ConcurrentHashMap<>();

  /// @param custom the resources beyond those that have a strategy here
  public ResourceTable(
      Catalog catalog,
      Function<Resource, Strategy> strategies,
      Function<ResourceName, Optional<ServedResource>> custom) {
    this.catalog = catalog;
    this.strategies = strategies;
    this.custom = custom;
  }

  public Catalog catalog() {
    return catalog;
  }

  Defaults defaults() {
    return defaults;
  }

  public Optional<ServedResource> find(ResourceName name) {
    ServedResource known = ready.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<ServedResource> other = custom.apply(name);
    if (other.isPresent()) {
      return other;
    }
    Resource resource = catalog.resource(name);
    if (resource == null || !resource.enabledByDefault()) {
      return Optional.empty();
    }
    return Optional.of(ready.computeIfAbsent(name, _ -> make(resource)));
  }

  boolean knows(String apiVersion, String kind) {
    return catalog.kind(apiVersion, kind) != null;
  }

  private Layout layout(ResourceName stored, Resource served) {
    Resource resource = catalog.resource(stored);
    return resource == null ? served.type() : resource.type();
  }

  private ServedResource make(Resource resource) {
    ResourceName stored = StorageVersions.storedAs(resource.name());
    Conversion conversion = StorageVersions.conversion(resource.name());
    return new ServedResource(
        resource,
        new BuiltinForm(
            resource.apiVersion(), resource.kind(), resource.type(), defaults, this::knows),
        strategies.apply(resource),
        stored.groupResource() + "/",
        layout(stored, resource),
        conversion,
        SelectableFields.of(resource, conversion));
  }
}
