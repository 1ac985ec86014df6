package k4j.controllers.ownership;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;

/// Reads and changes what must happen before an object may go.
public final class Finalizers {

  private Finalizers() {}

  public static boolean has(ApiObject object, String finalizer) {
    return Owners.metadata(object).finalizers().contains(finalizer);
  }

  public static <T extends ApiObject> T with(Kind<T> kind, T object, String finalizer) {
    List<String> finalizers = new ArrayList<>(Owners.metadata(object).finalizers());
    finalizers.add(finalizer);
    return set(kind, object, finalizers);
  }

  public static <T extends ApiObject> T without(Kind<T> kind, T object, String finalizer) {
    List<String> finalizers = new ArrayList<>(Owners.metadata(object).finalizers());
    finalizers.remove(finalizer);
    return set(kind, object, finalizers);
  }

  private static <T extends ApiObject> T set(Kind<T> kind, T object, List<String> finalizers) {
    JsonObject metadata = object.json().object("metadata").without("finalizers");
    if (!finalizers.isEmpty()) {
      metadata = metadata.with("finalizers", JsonArray.ofStrings(finalizers));
    }
    return kind.of(object.json().with("metadata", metadata));
  }
}
