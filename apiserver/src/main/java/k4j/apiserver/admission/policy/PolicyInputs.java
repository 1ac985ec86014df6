package k4j.apiserver.admission.policy;

import k4j.api.cel.library.Access;
import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.policy.expression.PolicyInput;
import k4j.apiserver.registry.Reader;

/// Puts together what expressions may look at.
final class PolicyInputs {

  private PolicyInputs() {}

  static PolicyInput of(
      Reader reader,
      PolicyMatcher matcher,
      AdmissionRequest request,
      Resource seen,
      Access access) {
    return new PolicyInput(
        request,
        seen,
        converted(reader, request.object(), request, seen),
        converted(reader, request.oldObject(), request, seen),
        JsonObject.EMPTY,
        matcher.namespaceOf(request),
        access);
  }

  /// Objects of subresources that have a kind of their own stay as they are.
  private static JsonObject converted(
      Reader reader, JsonObject object, AdmissionRequest request, Resource seen) {
    return object.string("kind").equals(request.resource().kind())
        ? reader.versions().convert(object, request.resource(), seen)
        : object;
  }
}
