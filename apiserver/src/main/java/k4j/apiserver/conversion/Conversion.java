package k4j.apiserver.conversion;

import k4j.api.json.JsonObject;

/// Between two versions of one kind. Pure; nothing is lost on the way there and back.
public interface Conversion {

  /// For resources that are stored in the version that is served.
  Conversion NONE =
      new Conversion() {
        @Override
        public JsonObject toStored(JsonObject served) {
          return served;
        }

        @Override
        public JsonObject toServed(JsonObject stored) {
          return stored;
        }
      };

  JsonObject toStored(JsonObject served);

  JsonObject toServed(JsonObject stored);
}
