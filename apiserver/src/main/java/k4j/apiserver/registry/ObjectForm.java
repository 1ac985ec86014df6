package k4j.apiserver.registry;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.apiserver.request.EventSource;
import org.jspecify.annotations.Nullable;

/// How the objects of one resource are read: what they may hold, and what is filled in.
public interface ObjectForm {

  /// The object with the kind it must have.
  ///
  /// @throws k4j.api.meta.StatusException where it is of another version
  /// @throws k4j.api.codec.DecodeException where it is of another kind
  JsonObject typed(JsonObject raw);

  /// The object in the form it has in Kubernetes.
  ///
  /// @param problems receives what strict decoding objects to, such as `unknown field "spec.foo"`
  /// @throws k4j.api.codec.DecodeException where a value cannot be what it is
  JsonObject decode(JsonObject typed, List<String> problems);

  JsonObject withDefaults(JsonObject object);

  /// Whether strategic merge patches can be applied.
  default boolean mergesStrategically() {
    return true;
  }

  /// Whether it is a custom resource.
  default boolean custom() {
    return false;
  }

  /// A watch of the objects, which may have to end when they are served no more.
  default EventSource watched(EventSource source) {
    return source;
  }

  /// How the objects show their scale; null where it is as in built-in kinds.
  default @Nullable Scaling scaling() {
    return null;
  }

  /// What everybody who calls should hear.
  default List<String> warnings() {
    return List.of();
  }
}
