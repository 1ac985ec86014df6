package k4j.api.defaulting;

import k4j.api.json.JsonObject;

/// What one definition fills in by itself.
@FunctionalInterface
interface Rule {

  JsonObject apply(JsonObject object);
}
