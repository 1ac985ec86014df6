package k4j.apiserver.strategy.cluster;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.GoStruct;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Validation;

/// Bindings of roles.
public record RoleBindingValidation(boolean namespaced) implements Validation {

  private static final String GROUP = "rbac.authorization.k8s.io";

  @Override
  public void create(JsonObject binding, FieldErrors errors) {
    JsonObject role = binding.object("roleRef");
    FieldPath path = FieldPath.of("roleRef");
    if (!role.string("apiGroup").equals(GROUP)) {
      errors.notSupported(path.child("apiGroup"), role.string("apiGroup"), List.of(GROUP));
    }
    List<String> kinds = namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
    if (!kinds.contains(role.string("kind"))) {
      errors.notSupported(path.child("kind"), role.string("kind"), kinds);
    }
    String name = role.string("name");
    if (name.isEmpty()) {
      errors.required(path.child("name"));
    } else {
      errors.invalidEach(path.child("name"), name, ValueFormats.pathSegment(name));
    }
    JsonArray subjects = binding.array("subjects");
    for (int i = 0; i < subjects.size(); i++) {
      subject(subjects.object(i), FieldPath.of("subjects").index(i), errors);
    }
  }

  private void subject(JsonObject subject, FieldPath path, FieldErrors errors) {
    String name = subject.string("name");
    if (name.isEmpty()) {
      errors.required(path.child("name"));
    }
    String group = subject.string("apiGroup");
    switch (subject.string("kind")) {
      case "ServiceAccount" -> {
        if (!name.isEmpty()) {
          errors.invalidEach(path.child("name"), name, Formats.dnsSubdomain(name));
        }
        if (!group.isEmpty()) {
          errors.notSupported(path.child("apiGroup"), group, List.of(""));
        }
        if (!namespaced && subject.string("namespace").isEmpty()) {
          errors.required(path.child("namespace"));
        }
      }
      case "User", "Group" -> {
        if (!group.equals(GROUP)) {
          errors.notSupported(path.child("apiGroup"), group, List.of(GROUP));
        }
      }
      default ->
          errors.notSupported(
              path.child("kind"),
              subject.string("kind"),
              List.of("ServiceAccount", "User", "Group"));
    }
  }

  @Override
  public void update(JsonObject binding, JsonObject old, String subresource, FieldErrors errors) {
    create(binding, errors);
    if (!binding.object("roleRef").equals(old.object("roleRef"))) {
      String shown =
          GoStruct.of(binding.object("roleRef")).text("APIGroup").text("Kind").text("Name").show();
      errors.invalidWritten(FieldPath.of("roleRef"), shown, "cannot change roleRef");
    }
  }
}
