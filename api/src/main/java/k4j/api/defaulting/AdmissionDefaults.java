package k4j.api.defaulting;

import java.util.Map;
import k4j.api.json.JsonObject;

/// Webhooks and admission policies.
final class AdmissionDefaults {

  static final Map<String, Rule> RULES =
      Map.of(
          "admissionregistration.ValidatingWebhook", o -> webhook(o).done(),
          "admissionregistration.MutatingWebhook",
              o -> webhook(o).fill("reinvocationPolicy", "Never").done(),
          "admissionregistration.Rule", AdmissionDefaults::rule,
          "admissionregistration.RuleWithOperations", AdmissionDefaults::rule,
          "admissionregistration.NamedRuleWithOperations", AdmissionDefaults::rule,
          "admissionregistration.ServiceReference", o -> Draft.of(o).fill("port", 443).done(),
          "admissionregistration.ValidatingAdmissionPolicySpec",
              o -> Draft.of(o).fill("failurePolicy", "Fail").done(),
          "admissionregistration.MutatingAdmissionPolicySpec",
              o -> Draft.of(o).fill("failurePolicy", "Fail").done(),
          "admissionregistration.MatchResources", o -> match(Draft.of(o)).done(),
          "authentication.TokenRequestSpec",
              o -> Draft.of(o).fill("expirationSeconds", 3600).done());

  private AdmissionDefaults() {}

  private static Draft webhook(JsonObject webhook) {
    return match(Draft.of(webhook).fill("failurePolicy", "Fail").fill("timeoutSeconds", 10));
  }

  private static Draft match(Draft draft) {
    return draft
        .fill("matchPolicy", "Equivalent")
        .fill("namespaceSelector", JsonObject.EMPTY)
        .fill("objectSelector", JsonObject.EMPTY);
  }

  private static JsonObject rule(JsonObject rule) {
    return Draft.of(rule).fill("scope", "*").done();
  }
}
