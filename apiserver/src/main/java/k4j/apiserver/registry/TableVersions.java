package k4j.apiserver.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.codec.Decoder;
import k4j.api.defaulting.Defaults;
import k4j.api.json.JsonObject;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.apiserver.conversion.StorageVersions;
import org.jspecify.annotations.Nullable;

/// The versions of everything that a server serves.
final class TableVersions implements Versions {

  private final ResourceTable resources;
  private volatile @Nullable Defaults defaults;

  TableVersions(ResourceTable resources) {
    this.resources = resources;
  }

  @Override
  public List<Resource> equivalents(Resource resource) {
    String stored = StorageVersions.storedAs(resource.name()).groupResource();
    return resources.catalog().resources().stream()
        .filter(Resource::enabledByDefault)
        .filter(each -> StorageVersions.storedAs(each.name()).groupResource().equals(stored))
        .toList();
  }

  @Override
  public JsonObject convert(JsonObject object, Resource from, Resource to) {
    if (object.isEmpty() || from.name().equals(to.name())) {
      return object;
    }
    ServedResource source = resources.find(from.name()).orElseThrow();
    ServedResource target = resources.find(to.name()).orElseThrow();
    return target.conversion().toServed(source.conversion().toStored(object));
  }

  @Override
  public JsonObject complete(JsonObject object, Resource resource, String subresource) {
    ObjectType type = type(resource, subresource);
    return defaults().apply(Decoder.decode(object, type, new ArrayList<>()), type);
  }

  @Override
  public Optional<Resource> ofKind(String apiVersion, String kind) {
    return resources.catalog().resources().stream()
        .filter(Resource::enabledByDefault)
        .filter(each -> each.kind().equals(kind) && each.apiVersion().equals(apiVersion))
        .findFirst();
  }

  /// Few servers ever need them here.
  private Defaults defaults() {
    Defaults known = defaults;
    if (known == null) {
      known = new Defaults();
      defaults = known;
    }
    return known;
  }

  private ObjectType type(Resource resource, String subresource) {
    for (Resource.Subresource below : resource.subresources()) {
      if (below.name().equals(subresource)) {
        String text = below.groupVersionKind();
        int slash = text.lastIndexOf('/');
        ObjectType found =
            resources.catalog().kind(text.substring(0, slash), text.substring(slash + 1));
        return found == null ? resource.type() : found;
      }
    }
    return resource.type();
  }
}
