package k4j.apiserver.extension;

import k4j.api.json.JsonObject;

/// Makes what converts between the versions of a definition.
@FunctionalInterface
public interface Converters {

  Converter of(JsonObject definition);
}
