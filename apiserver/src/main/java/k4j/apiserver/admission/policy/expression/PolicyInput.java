package k4j.apiserver.admission.policy.expression;

import k4j.api.cel.library.Access;
import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;
import k4j.apiserver.admission.AdmissionRequest;

/// Everything that the expressions of a policy may look at for one request.
///
/// @param seen as what resource the request matched; object and old object are of its version
/// @param params empty where there are none
/// @param namespace empty for what belongs to the whole cluster
public record PolicyInput(
    AdmissionRequest request,
    Resource seen,
    JsonObject object,
    JsonObject oldObject,
    JsonObject params,
    JsonObject namespace,
    Access access) {

  public PolicyInput withObject(JsonObject changed) {
    return new PolicyInput(request, seen, changed, oldObject, params, namespace, access);
  }

  public PolicyInput withParams(JsonObject chosen) {
    return new PolicyInput(request, seen, object, oldObject, chosen, namespace, access);
  }
}
