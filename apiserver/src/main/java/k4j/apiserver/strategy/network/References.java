package k4j.apiserver.strategy.network;

import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;

/// References to objects of any kind.
final class References {

  private References() {}

  static void typed(JsonObject reference, FieldPath path, FieldErrors errors) {
    if (reference.get("apiGroup") instanceof JsonString group) {
      errors.invalidEach(
          path.child("apiGroup"), group.value(), Formats.dnsSubdomain(group.value()));
    }
    for (String field : new String[] {"kind", "name"}) {
      String value = reference.string(field);
      if (value.isEmpty()) {
        errors.required(path.child(field));
      } else {
        errors.invalidEach(path.child(field), value, ValueFormats.pathSegment(value));
      }
    }
  }
}
