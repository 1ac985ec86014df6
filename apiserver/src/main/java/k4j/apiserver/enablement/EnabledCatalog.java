package k4j.apiserver.enablement;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import org.jspecify.annotations.Nullable;

/// A catalog some of whose resources are served other than by default.
final class EnabledCatalog implements Catalog {

  private final Catalog all;
  private final Map<ResourceName, Resource> resources = new LinkedHashMap<>();

  EnabledCatalog(Catalog all, Predicate<Resource> enabled) {
    this.all = all;
    for (Resource resource : all.resources()) {
      resources.put(resource.name(), resource.withEnabled(enabled.test(resource)));
    }
  }

  @Override
  public Collection<Resource> resources() {
    return resources.values();
  }

  @Override
  public @Nullable Resource resource(ResourceName name) {
    return resources.get(name);
  }

  @Override
  public @Nullable ObjectType kind(String apiVersion, String kind) {
    return all.kind(apiVersion, kind);
  }

  @Override
  public @Nullable ObjectType definition(String name) {
    return all.definition(name);
  }

  @Override
  public Collection<String> definitionNames() {
    return all.definitionNames();
  }

  @Override
  public Optional<String> apiVersion(String definitionName) {
    return all.apiVersion(definitionName);
  }

  @Override
  public String describe(String definitionName) {
    return all.describe(definitionName);
  }
}
