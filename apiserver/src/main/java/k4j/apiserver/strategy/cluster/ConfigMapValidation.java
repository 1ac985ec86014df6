package k4j.apiserver.strategy.cluster;

import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Validation;

/// Config maps.
public final class ConfigMapValidation implements Validation {

  static final int MAX_BYTES = 1 << 20;
  private static final String SEALED = "field is immutable when `immutable` is set";

  @Override
  public void create(JsonObject map, FieldErrors errors) {
    JsonObject data = map.object("data");
    JsonObject binary = map.object("binaryData");
    long size = 0;
    for (int i = 0; i < data.size(); i++) {
      String key = data.nameAt(i);
      FieldPath path = FieldPath.of("data").key(key);
      errors.invalidEach(path, key, ValueFormats.configKey(key));
      if (binary.has(key)) {
        errors.invalid(path, key, "duplicate of key present in binaryData");
      }
      size += data.valueAt(i) instanceof JsonString text ? Formats.bytes(text.value()) : 0;
    }
    for (int i = 0; i < binary.size(); i++) {
      String key = binary.nameAt(i);
      errors.invalidEach(FieldPath.of("binaryData").key(key), key, ValueFormats.configKey(key));
      size += decoded(binary.valueAt(i) instanceof JsonString text ? text.value() : "");
    }
    if (size > MAX_BYTES) {
      errors.tooLong(FieldPath.ROOT, MAX_BYTES);
    }
  }

  /// How many bytes a base64 text stands for.
  static int decoded(String base64) {
    int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
    return base64.length() / 4 * 3 - padding;
  }

  /// What may not change in a map or secret that is sealed.
  static void sealed(JsonObject object, JsonObject old, FieldErrors errors, String... fields) {
    if (!old.bool("immutable")) {
      return;
    }
    if (!object.bool("immutable")) {
      errors.forbidden(FieldPath.of("immutable"), SEALED);
    }
    for (String field : fields) {
      if (!object.object(field).equals(old.object(field))) {
        errors.forbidden(FieldPath.of(field), SEALED);
      }
    }
  }

  @Override
  public void update(JsonObject map, JsonObject old, String subresource, FieldErrors errors) {
    sealed(map, old, errors, "data", "binaryData");
    create(map, errors);
  }
}
