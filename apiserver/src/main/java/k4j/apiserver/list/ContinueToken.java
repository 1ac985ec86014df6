package k4j.apiserver.list;

import java.util.Base64;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.api.meta.StatusException;

/// Where the next page of a list begins, in the form of Kubernetes.
///
/// @param revision of the snapshot that is read; -1 for the newest, whatever came between
/// @param start the key to begin at, without the prefix of the list
record ContinueToken(long revision, String start) {

  static final long INCONSISTENT = -1;

  static ContinueToken parse(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      JsonObject json = JsonParser.parseObject(bytes);
      if (!json.string("v").equals("meta.k8s.io/v1") || json.integer("rv") == 0) {
        throw StatusException.badRequest("continue key is not valid: incorrect encoded token");
      }
      return new ContinueToken(json.integer("rv"), json.string("start"));
    } catch (IllegalArgumentException | JsonException malformed) {
      throw StatusException.badRequest("continue key is not valid: " + malformed.getMessage());
    }
  }

  String encode() {
    JsonObject json =
        JsonObject.EMPTY.with("v", "meta.k8s.io/v1").with("rv", revision).with("start", start);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonWriter.toBytes(json));
  }
}
