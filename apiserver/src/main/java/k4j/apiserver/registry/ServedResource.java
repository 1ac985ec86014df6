package k4j.apiserver.registry;

import k4j.api.json.JsonObject;
import k4j.api.json.Layout;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.conversion.Conversion;
import k4j.apiserver.request.Payload;
import k4j.apiserver.storage.SelectableFields;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.strategy.Strategy;

/// One resource as it is served: its schema, its strategy, and how its objects lie in the store.
///
/// @param prefix what the keys of all its objects begin with
/// @param layout of its objects in the version that is stored
/// @param conversion between the version that is served and the one that is stored
public record ServedResource(
    Resource resource,
    ObjectForm form,
    Strategy strategy,
    String prefix,
    Layout layout,
    Conversion conversion,
    SelectableFields fields) {

  public ResourceName name() {
    return resource.name();
  }

  /// @param namespace empty for what belongs to the whole cluster
  public String key(String namespace, String objectName) {
    return resource.namespaced() ? prefix + namespace + "/" + objectName : prefix + objectName;
  }

  /// What the keys in a namespace begin with, or all keys where it is empty.
  public String prefix(String namespace) {
    return namespace.isEmpty() || !resource.namespaced() ? prefix : prefix + namespace + "/";
  }

  /// The object in the version that is served.
  public JsonObject served(StoredObject stored) {
    return conversion == Conversion.NONE ? stored.tree() : stored.as(conversion).tree();
  }

  /// The object in the version that is served, with the bytes it already has where it has them.
  public Payload payload(StoredObject stored) {
    return conversion == Conversion.NONE ? stored : stored.as(conversion);
  }

  /// Encodes an object in the version that is served for the store.
  public StoredObject stored(JsonObject served) {
    JsonObject object = conversion == Conversion.NONE ? served : conversion.toStored(served);
    return StoredObject.encode(object, layout, fields);
  }
}
