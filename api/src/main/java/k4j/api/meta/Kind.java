package k4j.api.meta;

import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;

/// A resource together with the view its objects are read through; the constants are generated in
/// `k4j.api.Kinds`.
///
/// @param kind such as `Pod`
public record Kind<T extends ApiObject>(
    ResourceName resource, String kind, boolean namespaced, Function<JsonObject, T> view) {

  public String apiVersion() {
    return resource.apiVersion();
  }

  public T of(JsonObject json) {
    return view.apply(json);
  }
}
