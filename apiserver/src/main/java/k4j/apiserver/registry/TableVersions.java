package k4j.apiserver.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.apiserver.conversion.StorageVersions;

/// The versions of everything that a server serves.
final class TableVersions implements Versions {

  private final ResourceTable resources;

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
    return target.form().custom()
        ? target.conversion().toServed(object) // knows all versions of its kind
        : target.conversion().toServed(source.conversion().toStored(object));
  }

  @Override
  public JsonObject complete(JsonObject object, Resource resource, String subresource) {
    ObjectForm form = form(resource, subresource);
    return form.withDefaults(form.decode(object, new ArrayList<>()));
  }

  @Override
  public Optional<Resource> ofKind(String apiVersion, String kind) {
    return resources.catalog().resources().stream()
        .filter(Resource::enabledByDefault)
        .filter(each -> each.kind().equals(kind) && each.apiVersion().equals(apiVersion))
        .findFirst();
  }

  /// A subresource may speak a kind of its own.
  private ObjectForm form(Resource resource, String subresource) {
    for (Resource.Subresource below : resource.subresources()) {
      if (below.name().equals(subresource)) {
        String text = below.groupVersionKind();
        int slash = text.lastIndexOf('/');
        String apiVersion = text.substring(0, slash);
        String kind = text.substring(slash + 1);
        ObjectType type = resources.catalog().kind(apiVersion, kind);
        boolean own = apiVersion.equals(resource.apiVersion()) && kind.equals(resource.kind());
        if (type != null && !own) {
          return new BuiltinForm(apiVersion, kind, type, resources.defaults(), resources::knows);
        }
      }
    }
    return resources.find(resource.name()).orElseThrow(StatusException::noSuchPath).form();
  }
}
