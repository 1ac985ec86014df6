package k4j.apiserver.token;

import k4j.api.json.JsonObject;
import k4j.api.schema.ObjectType;
import k4j.apiserver.admission.AdmissionNotes;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.dispatch.SubresourceHandler;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.RequestInfo;
import k4j.apiserver.write.ObjectInput;

/// Serves `serviceaccounts/token`.
public final class TokenRequests implements SubresourceHandler {

  private final TokenIssuer issuer;
  private final ObjectType type;
  private final AdmissionPlugin admission;

  /// @param type of a TokenRequest
  /// @param admission the one plugin that has a say in tokens, NodeRestriction
  public TokenRequests(TokenIssuer issuer, ObjectType type, AdmissionPlugin admission) {
    this.issuer = issuer;
    this.type = type;
    this.admission = admission;
  }

  @Override
  public Answer handle(Call call, ServedResource served) {
    RequestInfo info = call.info();
    JsonObject request = ObjectInput.read(call, "authentication.k8s.io/v1", "TokenRequest", type);
    var asked =
        new AdmissionRequest(
            call.user(),
            Operation.CREATE,
            served.resource(),
            info.subresource(),
            info.namespace(),
            info.name(),
            request,
            JsonObject.EMPTY,
            JsonObject.EMPTY,
            false,
            new AdmissionNotes(call.warnings(), call.trail()));
    if (admission.handles(asked)) {
      admission.mutate(asked);
    }
    return new Answer.One(201, issuer.issue(info.namespace(), info.name(), request));
  }
}
