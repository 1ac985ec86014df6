package k4j.apiserver.strategy.storage;

import java.util.List;
import java.util.Locale;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;

/// Storage classes.
public final class StorageClassValidation implements Validation {

  @Override
  public void create(JsonObject storageClass, FieldErrors errors) {
    String provisioner = storageClass.string("provisioner");
    FieldPath path = FieldPath.of("provisioner");
    if (provisioner.isEmpty()) {
      errors.required(path);
    } else {
      errors.invalidEach(
          path, provisioner, Formats.qualifiedName(provisioner.toLowerCase(Locale.ROOT)));
    }
    Checks.optionalChoice(
        storageClass, "reclaimPolicy", List.of("Delete", "Retain"), FieldPath.ROOT, errors);
    if (!storageClass.has("volumeBindingMode")) {
      errors.required(FieldPath.of("volumeBindingMode"));
    }
    Checks.optionalChoice(
        storageClass,
        "volumeBindingMode",
        List.of("Immediate", "WaitForFirstConsumer"),
        FieldPath.ROOT,
        errors);
  }

  @Override
  public void update(
      JsonObject storageClass, JsonObject old, String subresource, FieldErrors errors) {
    for (String field :
        new String[] {"parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"}) {
      Checks.immutable(storageClass, old, field, FieldPath.ROOT, errors);
    }
  }
}
