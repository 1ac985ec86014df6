package k4j.apiserver.strategy.kind;

import java.util.HashMap;
import java.util.Map;
import k4j.api.validation.NameRule;
import k4j.apiserver.strategy.extension.AdmissionPolicyValidation;
import k4j.apiserver.strategy.extension.ApiServiceValidation;
import k4j.apiserver.strategy.extension.PolicyBindingValidation;
import k4j.apiserver.strategy.extension.WebhookValidation;

/// admissionregistration.k8s.io and apiregistration.k8s.io.
public final class ExtensionKinds {

  private ExtensionKinds() {}

  /// The rules by `plural.group`.
  public static Map<String, KindRules> rules() {
    var rules = new HashMap<String, KindRules>();
    for (String webhooks : new String[] {"mutating", "validating"}) {
      rules.put(
          webhooks + "webhookconfigurations.admissionregistration.k8s.io",
          KindRules.PLAIN
              .withGeneration("webhooks")
              .checkingMetadataOnce()
              .needingVersion()
              .validating(new WebhookValidation()));
      boolean mutating = webhooks.equals("mutating");
      rules.put(
          webhooks + "admissionpolicybindings.admissionregistration.k8s.io",
          KindRules.SPEC
              .needingVersion()
              .checkingMetadataOnce()
              .validating(new PolicyBindingValidation(mutating)));
      rules.put(
          webhooks + "admissionpolicies.admissionregistration.k8s.io",
          (mutating ? KindRules.SPEC : KindRules.SPEC.statusKeeping("metadata"))
              .checkingMetadataOnce()
              .needingVersion()
              .validating(new AdmissionPolicyValidation(mutating)));
    }
    rules.put(
        "apiservices.apiregistration.k8s.io",
        KindRules.PLAIN
            .withNames(NameRule.PATH_SEGMENT)
            .statusKeeping("metadata")
            .needingVersion()
            .startingWith(ApiServiceValidation::initialStatus)
            .validating(new ApiServiceValidation()));
    return rules;
  }
}
