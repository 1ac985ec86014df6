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

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  static ContinueToken parse(String text) {
    JsonObject json = json(text);
    if (!json.string("v").equals("meta.k8s.io/v1")) {
      throw invalid("server does not recognize this encoded version " + json.string("v"));
    }
    if (json.integer("rv") == 0) {
      throw invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
    }
    String start = json.string("start");
    if (start.isEmpty()) {
      throw invalid("encoded start key empty (version meta.k8s.io/v1)");
    }
    if (!isClean(start)) {
      throw invalid(start);
    }
    return new ContinueToken(json.integer("rv"), start);
  }

  private static JsonObject json(String text) {
    int illegal = illegalAt(text);
    if (illegal >= 0) {
      throw invalid("illegal base64 data at input byte " + illegal);
    }
    try {
      return JsonParser.parseObject(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException | JsonException malformed) {
      throw invalid(String.valueOf(malformed.getMessage()));
    }
  }

  /// Where the text stops to be base64, as Go counts; negative where it is.
  private static int illegalAt(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (ALPHABET.indexOf(c) < 0) {
        return i;
      }
    }
    return text.length() % 4 == 1 ? text.length() - 1 : -1;
  }

  /// A key that leads out of its list is nobody's.
  private static boolean isClean(String key) {
    String path = key.startsWith("/") ? key.substring(1) : key;
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }

  private static StatusException invalid(String why) {
    return StatusException.badRequest("invalid continue token: continue key is not valid: " + why);
  }

  String encode() {
    JsonObject json =
        JsonObject.EMPTY.with("v", "meta.k8s.io/v1").with("rv", revision).with("start", start);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonWriter.toBytes(json));
  }
}
