package k4j.apiserver.registry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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
  private final Function<Resource, Strategy> strategies;
  private final Map<ResourceName, ServedResource> ready = new ConcurrentHashMap<>();

  public ResourceTable(Catalog catalog, Function<Resource, Strategy> strategies) {
    this.catalog = catalog;
    this.strategies = strategies;
  }

  public Catalog catalog() {
    return catalog;
  }

  public Optional<ServedResource> find(ResourceName name) {
    Resource resource = catalog.resource(name);
    if (resource == null || !resource.enabledByDefault()) {
      return Optional.empty();
    }
    ServedResource known = ready.get(name);
    if (known == null || known.resource() != resource) {
      known = make(resource);
      ready.put(name, known);
    }
    return Optional.of(known);
  }

  private ServedResource make(Resource resource) {
    ResourceName stored = StorageVersions.storedAs(resource.name());
    Conversion conversion = StorageVersions.conversion(resource.name());
    return new ServedResource(
        resource,
        strategies.apply(resource),
        stored.groupResource() + "/",
        conversion,
        SelectableFields.of(resource, conversion == Conversion.NONE ? null : conversion::toServed));
  }
}
