package k4j.apiserver.strategy.storage;

import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;

/// Attachments of volumes to nodes.
public final class AttachmentValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final int MAX_METADATA = 256 * 1024;
  private static final int MAX_MESSAGE = 1024;

  @Override
  public void create(JsonObject attachment, FieldErrors errors) {
    JsonObject spec = attachment.object("spec");
    CsiValidations.driverName(spec.string("attacher"), SPEC.child("attacher"), errors);
    source(spec.object("source"), SPEC.child("source"), errors);
    String node = spec.string("nodeName");
    errors.invalidEach(SPEC.child("nodeName"), node, Formats.dnsSubdomain(node));
    status(attachment.object("status"), errors);
    if (spec.object("source").get("persistentVolumeName") instanceof JsonString name) {
      errors.invalidEach(
          FieldPath.of("spec.source.persistentVolumeName"),
          name.value(),
          Formats.dnsSubdomain(name.value()));
    }
  }

  private static void source(JsonObject source, FieldPath path, FieldErrors errors) {
    boolean inline = source.has("inlineVolumeSpec");
    boolean named = source.has("persistentVolumeName");
    String one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
    if (inline && named) {
      errors.forbidden(path, one);
    } else if (inline) {
      VolumeValidation.inline(
          source.object("inlineVolumeSpec"), path.child("inlineVolumeSpec"), errors);
    } else if (!named) {
      errors.required(path, one);
    } else if (source.string("persistentVolumeName").isEmpty()) {
      errors.required(
          path.child("persistentVolumeName"), "must specify non empty persistentVolumeName");
    }
  }

  private static void status(JsonObject status, FieldErrors errors) {
    JsonObject metadata = status.object("attachmentMetadata");
    int size = 0;
    for (String key : metadata.names()) {
      if (key.isEmpty()) {
        errors.invalid(STATUS.child("attachmentMetadata"), key, "field can not be empty.");
      }
      size += Formats.bytes(key) + Formats.bytes(metadata.string(key));
    }
    if (size > MAX_METADATA) {
      errors.tooLong(STATUS.child("attachmentMetadata"), MAX_METADATA);
    }
    for (String field : new String[] {"attachError", "detachError"}) {
      JsonObject error = status.object(field);
      if (Formats.bytes(error.string("message")) > MAX_MESSAGE) {
        errors.tooLong(STATUS.child(field, "message"), MAX_MESSAGE);
      }
      long code = error.integer("errorCode");
      if (code < 0) {
        errors.invalid(
            STATUS.child(field, "errorCode"), code, "must be between 0 and 2147483647, inclusive");
      }
    }
  }

  @Override
  public void update(
      JsonObject attachment, JsonObject old, String subresource, FieldErrors errors) {
    create(attachment, errors);
    Checks.immutable(attachment, old, "spec", FieldPath.ROOT, errors);
  }
}
