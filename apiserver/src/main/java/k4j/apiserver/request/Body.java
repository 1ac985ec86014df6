package k4j.apiserver.request;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;

/// What a request carries.
public interface Body {

  Body NONE = new Given(JsonNull.NULL, "application/json");

  boolean isEmpty();

  /// The media type without parameters.
  String contentType();

  /// @throws k4j.api.meta.StatusException where it cannot be read: 400, 413, 415
  Decoded read();

  /// The beginning of what was sent, as errors show it.
  String summary();

  /// @param duplicates what is said of each name that one object had twice
  /// @param yaml whether it was read as YAML
  record Decoded(Json json, List<String> duplicates, boolean yaml) {
    public Decoded {
      duplicates = List.copyOf(duplicates);
    }
  }

  /// Takes from the connection what nobody has read, so that it can carry the next request.
  ///
  /// @return whether that is so
  boolean discard();

  /// A tree that was never bytes.
  record Given(Json json, String contentType) implements Body {
    @Override
    public boolean isEmpty() {
      return json == JsonNull.NULL;
    }

    @Override
    public String summary() {
      return json.toString();
    }

    @Override
    public boolean discard() {
      return true;
    }

    @Override
    public Decoded read() {
      return new Decoded(json, List.of(), false);
    }
  }
}
