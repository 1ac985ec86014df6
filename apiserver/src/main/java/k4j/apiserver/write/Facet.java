package k4j.apiserver.write;

import k4j.api.json.JsonObject;

/// As what admission sees the objects of an update: a subresource such as `scale` has a kind of its
/// own. Pure.
public interface Facet {

  /// The object itself.
  Facet WHOLE =
      new Facet() {
        @Override
        public JsonObject of(JsonObject object) {
          return object;
        }

        @Override
        public JsonObject into(JsonObject object, JsonObject seen) {
          return seen;
        }
      };

  JsonObject of(JsonObject object);

  /// The object with what admission has made of its facet.
  JsonObject into(JsonObject object, JsonObject seen);
}
