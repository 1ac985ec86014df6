package k4j.apiserver.admission.policy;

import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;

/// What a policy is put to use by. Pure.
///
/// @param params how its parameters are found, or empty
/// @param actions of a validation that fails
record Binding(
    String name,
    String policy,
    Optional<JsonObject> params,
    MatchResources match,
    List<String> actions) {

  static Binding of(JsonObject object) {
    JsonObject spec = object.object("spec");
    return new Binding(
        object.object("metadata").string("name"),
        spec.string("policyName"),
        spec.get("paramRef") instanceof JsonObject reference
            ? Optional.of(reference)
            : Optional.empty(),
        MatchResources.of(spec.object("matchResources")),
        spec.array("validationActions").strings());
  }
}
