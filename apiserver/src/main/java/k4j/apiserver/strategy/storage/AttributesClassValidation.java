package k4j.apiserver.strategy.storage;

import java.util.Locale;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Validation;

/// Classes of what may be changed about a volume.
public final class AttributesClassValidation implements Validation {

  private static final FieldPath DRIVER = FieldPath.of("driverName");
  private static final FieldPath PARAMETERS = FieldPath.of("parameters");

  @Override
  public void create(JsonObject attributes, FieldErrors errors) {
    provisioner(attributes.string("driverName"), DRIVER, errors);
    parameters(attributes.object("parameters"), errors);
    if (attributes.object("parameters").isEmpty()) {
      errors.required(PARAMETERS, "must contain at least one key/value pair");
    }
  }

  static void provisioner(String name, FieldPath path, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(path);
    } else {
      String lower = name.toLowerCase(Locale.ROOT);
      errors.invalidEach(path, lower, Formats.qualifiedName(lower));
    }
  }

  static void parameters(JsonObject parameters, FieldErrors errors) {
    if (parameters.size() > 512) {
      errors.tooLong(PARAMETERS, 512);
      return;
    }
    int size = 0;
    for (String key : parameters.names()) {
      if (key.isEmpty()) {
        errors.invalid(PARAMETERS, key, "field can not be empty.");
      }
      size += Formats.bytes(key) + Formats.bytes(parameters.string(key));
    }
    if (size > 256 * 1024) {
      errors.tooLong(PARAMETERS, 256 * 1024);
    }
  }

  @Override
  public void update(
      JsonObject attributes, JsonObject old, String subresource, FieldErrors errors) {
    if (!attributes.string("driverName").equals(old.string("driverName"))) {
      errors.forbidden(DRIVER, "updates to driverName are forbidden.");
    }
    if (!attributes.object("parameters").equals(old.object("parameters"))) {
      errors.forbidden(PARAMETERS, "updates to parameters are forbidden.");
    }
    create(attributes, errors);
  }
}
