package k4j.apiserver.admission.webhook;

import java.util.List;
import java.util.Map;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.policy.PolicyEnvironment;
import k4j.api.cel.policy.PolicyVariables;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.policy.expression.MatchConditions;
import k4j.apiserver.admission.policy.expression.PolicyAccess;
import k4j.apiserver.admission.policy.expression.PolicyInput;
import k4j.apiserver.authorization.Authorizer;

/// The expressions by which a webhook says finally whether it wants to be asked.
public final class WebhookConditions {

  /// What they may look at: no parameters, no variables of their own.
  public static final CelEnvironment ENVIRONMENT =
      PolicyEnvironment.of(CelEnvironment.kubernetes(), false, true);

  private static final PolicyVariables VARIABLES = new PolicyVariables(ENVIRONMENT, Map.of());
  private static final MatchConditions NONE = new MatchConditions(List.of());

  private WebhookConditions() {}

  static MatchConditions of(JsonObject webhook) {
    return webhook.array("matchConditions").isEmpty()
        ? NONE
        : MatchConditions.of(VARIABLES, webhook);
  }

  static MatchConditions.Outcome match(
      Invocation invocation, AdmissionRequest request, Authorizer authorizer) {
    MatchConditions conditions = invocation.webhook().conditions();
    if (conditions.expressions().isEmpty()) {
      return new MatchConditions.Outcome.Matches();
    }
    var input =
        new PolicyInput(
            request,
            invocation.resource(),
            invocation.object(),
            invocation.oldObject(),
            JsonObject.EMPTY,
            JsonObject.EMPTY,
            new PolicyAccess(authorizer, request.user()));
    return conditions.match(input, VARIABLES);
  }
}
