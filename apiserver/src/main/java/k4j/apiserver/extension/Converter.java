package k4j.apiserver.extension;

import k4j.api.json.JsonObject;

/// Brings objects from one version of their definition to another.
@FunctionalInterface
public interface Converter {

  /// All versions look alike, so that only the name of the version changes.
  Converter NONE = (object, apiVersion) -> object.with("apiVersion", apiVersion);

  /// @throws k4j.api.meta.StatusException where it cannot be done
  JsonObject convert(JsonObject object, String apiVersion);
}
