package k4j.apiserver.strategy.cluster;

import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// Whom a rule of a flow schema is about.
final class FlowSubjectValidation {

  private static final Map<String, String> FIELDS =
      Map.of("ServiceAccount", "serviceAccount", "User", "user", "Group", "group");
  private static final List<String> KINDS = List.of("Group", "ServiceAccount", "User");

  private FlowSubjectValidation() {}

  static void check(JsonObject subject, FieldPath path, FieldErrors errors) {
    String kind = subject.string("kind");
    String field = FIELDS.get(kind);
    if (field == null) {
      errors.notSupported(path.child("kind"), kind, KINDS);
      return;
    }
    if (!subject.has(field)) {
      errors.required(
          path.child(field), "%s is required when subject kind is '%s'".formatted(field, kind));
    } else if (kind.equals("ServiceAccount")) {
      account(subject.object(field), path.child(field), errors);
    } else if (subject.object(field).string("name").isEmpty()) {
      errors.required(path.child(field, "name"));
    }
    FIELDS.forEach((other, name) -> {
      if (!other.equals(kind) && subject.has(name)) {
        errors.forbidden(
            path.child(name),
            "%s is forbidden when subject kind is not '%s'".formatted(name, other));
      }
    });
  }

  private static void account(JsonObject account, FieldPath path, FieldErrors errors) {
    String name = account.string("name");
    if (name.isEmpty()) {
      errors.required(path.child("name"));
    } else if (!name.equals("*")) {
      errors.invalidEach(path.child("name"), name, Formats.dnsSubdomain(name));
    }
    String namespace = account.string("namespace");
    if (namespace.isEmpty()) {
      errors.required(path.child("namespace"), "must specify namespace for service account");
    } else {
      errors.invalidEach(path.child("namespace"), namespace, Formats.dnsLabel(namespace));
    }
  }
}
